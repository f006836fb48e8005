using Amazon.CDK;

// What a synth costs before any construct of ours.
var app = new App();
_ = new Stack(app, "Empty");
app.Synth();
