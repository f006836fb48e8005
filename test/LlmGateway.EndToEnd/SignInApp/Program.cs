using Amazon.CDK;
using Amazon.CDK.AWS.SecretsManager;
using LlmGateway.Constructs;

// Both gateways behind one user pool, with every way to sign in.
var app = new App();
var stack = new Stack(app, "SignIn");
var auth = new CognitoSamlAuth(stack, "Auth", new CognitoSamlAuthProps
{
    Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] },
    Groups = ["engineers"],
    Providers =
    [
        new SamlProvider
        {
            Name = "Directory", MetadataFile = Path.Combine(AppContext.BaseDirectory, "metadata.xml"), Identifiers = ["example.com"],
            GroupNames = new Dictionary<string, string> { ["0b1c"] = "admins", ["77aa"] = "engineers" },
        },
    ],
});
auth.AddGitHub("gh-client", Secret.FromSecretNameV2(stack, "GitHubSecret", "github"),
    GitHubAllow.Organization("acme").Or(GitHubAllow.Team("globex", "platform")).Or(GitHubAllow.Users("octocat")), "https://github.test");
var batch = auth.AddMachineClient("batch");
Model[] models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }, BedrockModel.Of("amazon.nova-pro-v1:0") with { Alias = "nova-pro" }];
ModelAccess[] access = [ModelAccess.ForGroup("admins", "nova-lite", "nova-pro"), ModelAccess.ForMachineClient(batch, "nova-pro"), ModelAccess.ForEveryone("nova-lite")];
var history = new ChatHistory(stack, "History");
var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = models, Access = access, History = history, Authorization = GatewayAuthorization.Cognito(auth) });
_ = new LlmRestGateway(stack, "Rest", new LlmRestGatewayProps
{
    Models = models, Access = access, History = history, Requests = socket.Requests, Authorization = GatewayAuthorization.Cognito(auth),
});
app.Synth();
