// Applies cdk-nag's AWS Solutions checks to a synthesized template. Suppressions in the template's own metadata are honoured.
// node nag.mjs TEMPLATE   Prints one finding a line: RULE RESOURCE: why. Exit code 1 when there are any.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cdk from "aws-cdk-lib";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import nag from "cdk-nag";

const outdir = mkdtempSync(join(tmpdir(), "nag-"));
try {
  const app = new cdk.App({ outdir, analyticsReporting: false, treeMetadata: false });
  const stack = new cdk.Stack(app, "Nag", { synthesizer: new cdk.LegacyStackSynthesizer() });
  const included = new CfnInclude(stack, "Template", { templateFile: process.argv[2] });
  const findings = [];
  const logger = {
    onCompliance() {}, onSuppressed() {}, onNotApplicable() {}, onSuppressedError() {},
    onNonCompliance(data) { findings.push(`${data.ruleId}${data.findingId ? `[${data.findingId}]` : ""} ${data.resource.logicalId}: ${data.ruleInfo}`); },
    onError(data) { findings.push(`${data.ruleId} ${data.resource.logicalId}: could not be checked: ${data.errorMessage}`); },
  };
  // Logical ids as in the template, not as CfnInclude's tokens.
  const names = new Map(Object.keys(JSON.parse(readFileSync(process.argv[2], "utf8")).Resources).map((id) => [included.getResource(id), id]));
  const named = (handler) => (data) => handler.call(logger, { ...data, resource: { logicalId: names.get(data.resource) ?? data.resource.node.path } });
  cdk.Aspects.of(app).add(new nag.AwsSolutionsChecks({
    verbose: true, reports: false,
    additionalLoggers: [{ ...logger, onNonCompliance: named(logger.onNonCompliance), onError: named(logger.onError) }],
  }));
  app.synth();
  for (const finding of findings.sort()) console.log(finding);
  process.exitCode = findings.length ? 1 : 0;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
