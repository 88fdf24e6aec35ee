/* Speaks lines of "voice TAB stretch TAB pitch TAB text" from standard input through flite's library.

   For each line one record on standard output: "samples TAB rate TAB segments NEWLINE", then the samples
   (16-bit, native order). A segment is "phone|end seconds|word|1 if the word begins here", segments
   separated by TAB. Timings are the synthesiser's own (relation "Segment").

   cc -O2 flite_speak.c -lflite_cmu_us_slt -lflite_cmu_us_rms -lflite_cmu_us_awb -lflite_cmu_us_kal16
      -lflite_usenglish -lflite_cmulex -lflite -lm                       (Debian package flite1-dev) */
#include <flite/flite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cst_voice *register_cmu_us_slt(const char *);
cst_voice *register_cmu_us_rms(const char *);
cst_voice *register_cmu_us_awb(const char *);
cst_voice *register_cmu_us_kal16(const char *);

int main(void) {
  static char line[16384];
  const char *names[4] = {"slt", "rms", "awb", "kal16"};
  cst_voice *voices[4];
  flite_init();
  voices[0] = register_cmu_us_slt(0);
  voices[1] = register_cmu_us_rms(0);
  voices[2] = register_cmu_us_awb(0);
  voices[3] = register_cmu_us_kal16(0);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    char *name = strtok(line, "\t"), *stretch = strtok(0, "\t"), *pitch = strtok(0, "\t"), *text = strtok(0, "\t");
    int i = 0;
    while (i < 4 && (name == NULL || strcmp(names[i], name))) i++;
    if (i == 4 || text == NULL) { fprintf(stderr, "flite_speak: bad line\n"); return 1; }
    feat_set_float(voices[i]->features, "duration_stretch", atof(stretch));
    if (i == 3) feat_set_float(voices[i]->features, "int_f0_target_mean", 95 * atof(pitch));
    else feat_set_float(voices[i]->features, "f0_shift", atof(pitch));
    cst_utterance *utterance = flite_synth_text(text, voices[i]);
    cst_wave *wave = utt_wave(utterance);
    printf("%d\t%d", wave->num_samples, wave->sample_rate);
    for (cst_item *s = relation_head(utt_relation(utterance, "Segment")); s; s = item_next(s)) {
      cst_item *syllable = item_as(s, "SylStructure");
      int first = syllable && item_parent(syllable) && !item_prev(syllable) && !item_prev(item_parent(syllable));
      printf("\t%s|%.4f|%s|%d", item_feat_string(s, "name"), item_feat_float(s, "end"),
             ffeature_string(s, "R:SylStructure.parent.parent.name"), first);
    }
    printf("\n");
    fwrite(wave->samples, sizeof(short), wave->num_samples, stdout);
    fflush(stdout);
    delete_utterance(utterance);
  }
  return 0;
}
