using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;

namespace LlmGateway.Core.Pipeline;

/// <summary>What one caller's kept responses say; each conversation is read once.</summary>
internal sealed class KeptConversations(ResponseTable table, string subject)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, KeptResponse>> _read = [];

    /// <summary>The conversation that was read; null: none, or more than one.</summary>
    public string? Only => _read.Count == 1 ? _read.Keys.First() : null;

    /// <summary>The place of a response that the model server keeps.</summary>
    public static string OfUpstream(string id) => $"upstream:{id}";

    public static GatewayException NotFound(string id) => new(new GatewayError(
        ErrorKind.InvalidRequest,
        $"You have no response '{id}' to go on from here: it was made with 'store: false', by another caller or for another kind of model, has expired or was deleted. Send the whole conversation as 'input'.",
        Field: "previous_response_id",
        Code: "previous_response_not_found"));

    /// <summary>Whether the caller's own is a response that the model server keeps.</summary>
    public async Task<bool> OwnsAsync(string id, CancellationToken cancellationToken) => (await ReadAsync(OfUpstream(id), cancellationToken)).ContainsKey(id);

    /// <summary>All that was said up to a response, and its conversation.</summary>
    /// <exception cref="GatewayException">The caller has no such response.</exception>
    public async Task<(string Conversation, IReadOnlyList<RememberedResponse> Road)> UpToAsync(string id, CancellationToken cancellationToken) =>
        await RoadToAsync(id, cancellationToken) is { } road ? (ResponseId.Parse(id)!.Value.Conversation, road) : throw NotFound(id);

    /// <summary>The responses of a conversation, up to one. Null: the caller has no such response.</summary>
    public async Task<IReadOnlyList<RememberedResponse>?> RoadToAsync(string id, CancellationToken cancellationToken) =>
        ResponseId.Parse(id) is var (conversation, request) ? Road(await ReadAsync(conversation, cancellationToken), request) : null;

    /// <summary>The responses up to one. Null: one of them is not there.</summary>
    public static IReadOnlyList<RememberedResponse>? Road(IReadOnlyDictionary<string, KeptResponse> kept, string to)
    {
        List<RememberedResponse> road = [];
        for (var at = to; at is not null;)
        {
            // A road is not longer than all there is: else it would go round.
            if (road.Count == kept.Count || kept.GetValueOrDefault(at) is not { } response) return null;
            road.Add(RememberedResponse.Of(at, response));
            at = response.Previous;
        }
        road.Reverse();
        return road;
    }

    /// <summary>What a single item says.</summary>
    /// <exception cref="GatewayException">The caller has no such item.</exception>
    public async Task<IReadOnlyList<ContentPart>> ItemAsync(NamedItemPart named, CancellationToken cancellationToken)
    {
        if (ResponseId.ParseItem(named.Id) is not var (conversation, request, index)
            || !(await ReadAsync(conversation, cancellationToken)).TryGetValue(request, out var response)) throw NoItem(named);
        using var made = JsonBody.Reread(response.ResponseJson);
        var output = made.RootElement.GetProperty("output"u8);
        if (index >= output.GetArrayLength()) throw NoItem(named);
        var parser = new ResponsesInputParser(new Leftovers());
        parser.ReadItem(output[index], named.Field);
        return parser.Messages.Count > 0 ? parser.Messages[0].Content : [];
    }

    public static GatewayException NoItem(NamedItemPart named) => JsonBody.Invalid(
        $"'{named.Field}' names the item '{named.Id}', which is not kept for you here: send the item itself; clients do so with 'store: false'.", named.Field);

    private async Task<IReadOnlyDictionary<string, KeptResponse>> ReadAsync(string conversation, CancellationToken cancellationToken)
    {
        if (!_read.TryGetValue(conversation, out var kept)) _read[conversation] = kept = await table.ReadAsync(subject, conversation, cancellationToken);
        return kept;
    }
}
