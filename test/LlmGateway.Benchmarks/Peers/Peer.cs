namespace LlmGateway.Benchmarks.Peers;

/// <summary>Something that takes chat completions: a gateway, or the model server itself.</summary>
/// <param name="Name">In the figures' ids.</param>
/// <param name="Endpoint">Base URL, <c>/v1</c> included.</param>
/// <param name="Headers">What it wants beside the request.</param>
/// <param name="Process">Whose memory is its.</param>
internal sealed record Peer(string Name, Uri Endpoint, IReadOnlyDictionary<string, string> Headers, PeerProcess Process)
{
    public const string Model = "mock-model";

    public Uri ChatCompletions => new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/chat/completions");

    public static string Body(bool stream) => $$"""
        {"model":"{{Model}}",{{(stream ? "\"stream\":true," : "")}}"messages":[{"role":"system","content":"You help technicians of a mobile network."},{"role":"user","content":"Since when is node 42 down, and why?"}]}
        """.Trim();
}
