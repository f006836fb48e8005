using Amazon.CDK;
using TeamChat;

var app = new App();
new TeamChatStack(app, "TeamChat");
app.Synth();
