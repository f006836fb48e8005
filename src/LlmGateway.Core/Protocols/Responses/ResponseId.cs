using System.Globalization;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>
/// Ids that tell where a response is kept: the conversation, which is named after its first request, the request itself, and an item's place in its output.
/// Request ids hold no underscore; of one that does, nothing is found again.
/// </summary>
internal static class ResponseId
{
    private const string Prefix = "resp_";

    /// <param name="conversation">Null: this request begins one.</param>
    /// <param name="request">The gateway's id.</param>
    public static string KeyOf(string? conversation, string request) => conversation is null ? request : $"{conversation}_{request}";

    public static string Of(string key) => Prefix + key;

    public static string OfItem(string kind, string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{key}_{index}");

    /// <returns>Null: not of this gateway.</returns>
    public static (string Conversation, string Request)? Parse(string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return id[Prefix.Length..].Split('_') switch
        {
            [{ Length: > 0 } only] => (only, only),
            [{ Length: > 0 } conversation, { Length: > 0 } request] => (conversation, request),
            _ => null,
        };
    }

    /// <returns>Null: not of this gateway.</returns>
    public static (string Conversation, string Request, int Index)? ParseItem(string id) => id.Split('_') switch
    {
        [_, { Length: > 0 } only, var index] when Number(index) is { } at => (only, only, at),
        [_, { Length: > 0 } conversation, { Length: > 0 } request, var index] when Number(index) is { } at => (conversation, request, at),
        _ => null,
    };

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
