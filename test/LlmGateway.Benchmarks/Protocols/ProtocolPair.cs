using System.Text;
using LlmGateway.Shared;

namespace LlmGateway.Benchmarks.Protocols;

/// <summary>What a client speaks, and what stands behind the gateway.</summary>
/// <param name="Client">Such as <c>openai</c>.</param>
/// <param name="Upstream">Such as <c>converse</c>.</param>
internal sealed record ProtocolPair(string Client, string Upstream)
{
    private const string Say = "What is wrong with node 42? It lost its uplink at 02:10, and the ring did not switch over.";

    private static readonly Dictionary<string, (string Route, string Body)> Clients = new(StringComparer.Ordinal)
    {
        ["openai"] = ("/v1/chat/completions", $$"""{"model":"m","stream":true,"max_tokens":256,"messages":[{"role":"system","content":"You answer shortly."},{"role":"user","content":"Hello."},{"role":"assistant","content":"Hi."},{"role":"user","content":"{{Say}}"}]}"""),
        ["anthropic"] = ("/v1/messages", $$"""{"model":"m","stream":true,"max_tokens":256,"system":"You answer shortly.","messages":[{"role":"user","content":"Hello."},{"role":"assistant","content":"Hi."},{"role":"user","content":"{{Say}}"}]}"""),
        ["responses"] = ("/v1/responses", $$"""{"model":"m","stream":true,"store":false,"max_output_tokens":256,"instructions":"You answer shortly.","input":[{"role":"user","content":"Hello."},{"role":"assistant","content":"Hi."},{"role":"user","content":"{{Say}}"}]}"""),
        ["native"] = ("/v1/prompt", $$"""{"model":"m","stream":true,"system":"You answer shortly.","prompt":"{{Say}}"}"""),
    };

    private static readonly Dictionary<string, ModelDocument> Upstreams = new(StringComparer.Ordinal)
    {
        ["converse"] = new() { Alias = "m", Upstream = UpstreamKinds.Bedrock, Model = "us.amazon.nova-pro-v1:0" },
        ["claude"] = new() { Alias = "m", Upstream = UpstreamKinds.Bedrock, Model = "us.anthropic.claude-haiku-4-5-20251001-v1:0" },
        ["openai"] = new() { Alias = "m", Upstream = UpstreamKinds.OpenAi, Model = "gpt", Endpoint = "http://models.example/v1" },
        ["anthropic"] = new() { Alias = "m", Upstream = UpstreamKinds.Anthropic, Model = "claude", Endpoint = "http://models.example/v1" },
    };

    public static IEnumerable<ProtocolPair> All => from client in Clients.Keys from upstream in Upstreams.Keys select new ProtocolPair(client, upstream);

    public string Route => Clients[Client].Route;
    public byte[] Body => Encoding.UTF8.GetBytes(Clients[Client].Body);
    public ModelDocument Model => Upstreams[Upstream];

    public override string ToString() => $"{Client}.{Upstream}";
}
