using Amazon.CDK;
using Consumer;

var app = new App();
new PlatformStack(app, "Platform");
new PageStack(app, "Page");
app.Synth();
