using Amazon.CDK;
using CdkRange;

// Only the resources count: the CDK's own metadata changes with each version.
var app = new App(new AppProps { AnalyticsReporting = false, TreeMetadata = false });
new QuickStart.QuickStartStack(app, "QuickStart");
new TeamChat.TeamChatStack(app, "TeamChat");
new NetworkOutageAssistant.NetworkOutageAssistantStack(app, "NetworkOutageAssistant", NetworkOutageAssistant.Settings.Read(_ => null, new FixedTime()));
foreach (var (name, lines) in EnterpriseSettings.All)
    new EnterpriseChat.EnterpriseChatStack(app, "EnterpriseChat" + name, EnterpriseChat.Settings.Parse(lines, ".env", _ => null));
new EverythingStack(app, "Everything");
new SocketStack(app, "Socket");
new SignInStack(app, "SignIn");
new PageStack(app, "Page");
app.Synth();
