using Amazon.CDK;
using Constructs;
using LlmGateway.Constructs;

namespace TeamChat;

/// <summary>
/// A team's chat: a WebSocket gateway for people, and a REST gateway for programs. Both have the same models, cache and chats, and take the same API keys, so
/// that what began at one goes on at the other. A page is there for people without a client of their own.
/// </summary>
public sealed class TeamChatStack : Stack
{
    public TeamChatStack(Construct scope, string id, IStackProps? props = null) : base(scope, id, props)
    {
        Model[] models =
        [
            BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku", Price = new ModelPrice(1.00m, 5.00m) },
            BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" },
        ];
        var cache = new QaCache(this, "Cache");
        var history = new ChatHistory(this, "History", new ChatHistoryProps { TimeToLive = Duration.Days(90) });

        var socket = new LlmWebSocketGateway(this, "Socket", new LlmWebSocketGatewayProps
        {
            Models = models,
            Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["support", "engineering"] }),
            Cache = cache,
            History = history,
        });
        var rest = new LlmRestGateway(this, "Rest", new LlmRestGatewayProps
        {
            Models = models,
            Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = [], ExistingKeys = socket.ApiKeys }),
            Cache = cache,
            History = history,
            Requests = socket.Requests,
        });

        // A browser can't send a key with a WebSocket, so that the page's answers stream over REST.
        var chat = new ChatUi(this, "Chat", new ChatUiProps { Rest = rest, Branding = new ChatBranding { Title = "Team chat" } });

        new CfnOutput(this, "ChatUrl", new CfnOutputProps { Value = chat.Url, Description = "The page to chat on; it asks for an API key" });
        new CfnOutput(this, "SocketUrl", new CfnOutputProps { Value = socket.Url, Description = "Where WebSocket clients connect" });
        new CfnOutput(this, "RestUrl", new CfnOutputProps { Value = rest.Url, Description = "Where HTTP clients call; OpenAI clients add /v1" });
    }
}
