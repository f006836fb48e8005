using Amazon.CDK;
using Constructs;
using LlmGateway.Constructs;

namespace Consumer;

/// <summary>A page of the team's own before a gateway of its own.</summary>
public sealed class PageStack : GatewayStack
{
    public PageStack(Construct scope, string id, IStackProps? props = null) : base(scope, id, props) =>
        new ChatUi(this, "Chat", new ChatUiProps { Rest = Gateway, Branding = new ChatBranding { Title = "Team chat" } });
}
