using System.Security.Cryptography;
using System.Text;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>
/// Ids of calls in a conversation, as the next server takes them. One that it would refuse becomes its hash, which is the same in each turn; of those that a server
/// gave twice, the later ones become others where a server wants them to differ. A result follows the last call before it that has its id and no result yet.
/// </summary>
internal sealed class CallIds(CatalogModel model)
{
    private static readonly string[] Mistrals = ["mistral", "mixtral", "ministral", "magistral", "codestral", "devstral", "pixtral", "voxtral"];

    private readonly bool _differ = model.Upstream is UpstreamKinds.Bedrock or UpstreamKinds.Anthropic;
    private readonly bool _isMistral = model.Upstream == UpstreamKinds.OpenAi && IsMistral(model.UpstreamModel);
    private readonly Dictionary<string, Used> _used = new(StringComparer.Ordinal);

    public string OfCall(string id)
    {
        id = ForeignId.Original(id);
        if (!_used.TryGetValue(id, out var used)) _used[id] = used = new Used();
        var sent = used.Count++ > 0 && _differ ? Hash($"{id}\n{used.Count}") : Fitted(id);
        used.Last = sent;
        used.Open.Enqueue(sent);
        return sent;
    }

    public string OfResult(string id)
    {
        id = ForeignId.Original(id);
        if (!_used.TryGetValue(id, out var used)) return Fitted(id);
        return used.Open.TryDequeue(out var sent) ? sent : used.Last;
    }

    private string Fitted(string id)
    {
        if (_isMistral) return id.Length == 9 && id.All(char.IsAsciiLetterOrDigit) ? id : Hash(id)[^9..];
        return model.Upstream != UpstreamKinds.OpenAi ? ToolUseId.Of(id) : id.Length is > 0 and <= 40 ? id : Hash(id);
    }

    private static string Hash(string id) => "call_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    // Their chat templates take nine letters and digits, and nothing else.
    private static bool IsMistral(string model) =>
        Array.Exists(Mistrals, name => model.Contains(name, StringComparison.OrdinalIgnoreCase));

    private sealed class Used
    {
        public int Count { get; set; }
        public string Last { get; set; } = "";
        public Queue<string> Open { get; } = new();
    }
}
