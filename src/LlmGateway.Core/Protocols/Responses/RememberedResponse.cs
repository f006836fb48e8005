using System.Text.Json;
using LlmGateway.Core.Chats;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>A kept response, read: the items that were sent, and those that were made.</summary>
/// <param name="Key">Tells its items' ids from those of other responses.</param>
/// <param name="Input">Items; of a text, the message that it is.</param>
/// <param name="Output">Items.</param>
internal sealed record RememberedResponse(string Key, IReadOnlyList<JsonElement> Input, IReadOnlyList<JsonElement> Output)
{
    public static RememberedResponse Of(string key, KeptResponse kept)
    {
        using var input = JsonBody.Reread(kept.InputJson);
        using var made = JsonBody.Reread(kept.ResponseJson);
        return new RememberedResponse(key, ItemsOf(input.RootElement), [.. made.RootElement.GetProperty("output"u8).EnumerateArray().Select(item => item.Clone())]);
    }

    /// <summary>The items of a member <c>input</c>.</summary>
    public static IReadOnlyList<JsonElement> ItemsOf(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.Array => [.. input.EnumerateArray().Select(item => item.Clone())],
        JsonValueKind.String => [Message(input)],
        _ => [],
    };

    private static JsonElement Message(JsonElement text)
    {
        using var message = JsonBody.Reread($$"""{"type":"message","role":"user","content":{{text.GetRawText()}}}""");
        return message.RootElement.Clone();
    }
}
