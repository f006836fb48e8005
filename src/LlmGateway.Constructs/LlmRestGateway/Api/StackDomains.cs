using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>The domain names of a stack's gateways: API Gateway has each once in an account, for APIs of one kind, told apart by their base paths.</summary>
internal sealed class StackDomains : Construct
{
    private const string Id = "LlmGatewayDomains";
    private readonly List<Entry> _entries = [];

    private StackDomains(Construct stack) : base(stack, Id)
    {
    }

    public static StackDomains Of(Construct scope)
    {
        var stack = Stack.Of(scope);
        return stack.Node.TryFindChild(Id) as StackDomains ?? new StackDomains(stack);
    }

    /// <summary>Names what is wrong with one more gateway on the domain.</summary>
    public static void Check(Mistakes mistakes, string property, Construct gateway, GatewayDomain? domain)
    {
        if (domain?.Name is null || Stack.Of(gateway).Node.TryFindChild(Id) is not StackDomains known) return;
        foreach (var other in known._entries.Where(entry => entry.Name == domain.Name))
        {
            mistakes.Check(property, other.Gateway.GetType() == gateway.GetType(), $"has the name of {other.Gateway.Node.Path}, and API Gateway takes REST and WebSocket APIs under one name only apart", $"Use another name, such as \"ws.{domain.Name}\"");
            mistakes.Check(property, other.Gateway.GetType() != gateway.GetType() || other.BasePath != domain.BasePath, $"has the name and the base path of {other.Gateway.Node.Path}", $"Give each gateway of one domain a {nameof(GatewayDomain.BasePath)} of its own");
        }
    }

    /// <summary>The construct that stands for the name already; null: this gateway makes it.</summary>
    public T? Find<T>(string name) where T : class => _entries.FirstOrDefault(entry => entry.Name == name)?.Resource as T;

    public void Add(Construct gateway, GatewayDomain domain, Construct resource) => _entries.Add(new Entry(domain.Name, domain.BasePath, gateway, resource));

    private sealed record Entry(string Name, string? BasePath, Construct Gateway, Construct Resource);
}
