using Amazon.CDK;
using QuickStart;

var app = new App();
new QuickStartStack(app, "QuickStart");
app.Synth();
