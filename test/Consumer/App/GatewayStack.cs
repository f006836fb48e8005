using Amazon.CDK;
using Constructs;
using LlmGateway.Constructs;

namespace Consumer;

/// <summary>A gateway with its cache, for teams to derive stacks from.</summary>
public abstract class GatewayStack : Stack
{
    protected GatewayStack(Construct scope, string id, IStackProps? props = null) : base(scope, id, props)
    {
        Cache = new QaCache(this, "Cache");
        Gateway = new TeamGateway(this, "Gateway", Cache);
    }

    protected QaCache Cache { get; }

    protected TeamGateway Gateway { get; }
}
