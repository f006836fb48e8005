using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>What a request holds beyond <see cref="ChatRequest"/>: copied where it passes through; named, or refused, where it is translated.</summary>
internal sealed class Leftovers
{
    private readonly List<string> _names = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly KeyMaterial _raw = new();

    /// <summary>Each field once, without positions: <c>messages.name</c>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Names and values of those that may change an answer.</summary>
    public string Raw => _raw.ToString();

    /// <summary>An image or a document is not what its label says, or not in plain base64.</summary>
    public bool HoldsOddSources { get; set; }

    /// <summary>The first thing that translation would have to leave out, though the caller can't do without it.</summary>
    public GatewayError? Refusal { get; private set; }

    /// <summary>Keeps a field that can be left out; null and empty ones say nothing.</summary>
    public void Add(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)) return;
        if (_known.Add(name)) _names.Add(name);
        if (!ChangesNoAnswer(name)) Note(name, value);
    }

    /// <summary>A field that the conversation carries, and that makes another answer of the same question.</summary>
    public void Note(string name, JsonElement value) => _raw.Add(name, value.GetRawText());

    /// <summary>Keeps the members of an object, but those that are known.</summary>
    public void AddMembers(JsonElement parent, string name, params ReadOnlySpan<string> known)
    {
        if (parent.ValueKind != JsonValueKind.Object) return;
        foreach (var member in parent.EnumerateObject())
            if (JsonFields.Name(member) is var own && !known.Contains(own)) Add($"{name}.{own}", member.Value);
    }

    /// <summary>Toward a server of another protocol the request is refused so.</summary>
    public void Refuse(string field, string message) => Refuse(new GatewayError(ErrorKind.InvalidRequest, message, Field: field));

    /// <summary>
    /// Toward a server of another protocol the request is refused so. A server of this very protocol may understand more than the gateway does, and says so itself
    /// where it does not.
    /// </summary>
    public void Refuse(GatewayError error) => Refusal ??= error;

    // Book-keeping at the provider, and how an answer is sent.
    private static bool ChangesNoAnswer(string name) =>
        name is "user" or "metadata" or "store" or "service_tier" or "safety_identifier" or "prompt_cache_key" or "prompt_cache_retention"
        || name.StartsWith("stream_options.", StringComparison.Ordinal);
}
