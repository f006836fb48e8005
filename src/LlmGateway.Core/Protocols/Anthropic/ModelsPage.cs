using System.Globalization;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>A part of a list of models: https://docs.anthropic.com/en/api/models-list.</summary>
/// <param name="Models">In it.</param>
/// <param name="HasMore">There are more in the direction that was asked for.</param>
internal sealed record ModelsPage(IReadOnlyList<CatalogModel> Models, bool HasMore)
{
    private const int Most = 1000;

    /// <summary>By the query's <c>limit</c> (default: 1000), <c>after_id</c> and <c>before_id</c>.</summary>
    /// <exception cref="Conversation.GatewayException">One of them means nothing.</exception>
    public static ModelsPage Of(IReadOnlyList<CatalogModel> all, IReadOnlyDictionary<string, string> query)
    {
        var limit = Most;
        if (query.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
            throw JsonBody.Invalid($"'limit' must be a whole number from 1 to {Most}.", "limit");
        if (query.TryGetValue("before_id", out var before))
        {
            var end = IndexOf(all, before, "before_id");
            var from = Math.Max(0, end - limit);
            return new ModelsPage([.. all.Skip(from).Take(end - from)], HasMore: from > 0);
        }
        var start = query.TryGetValue("after_id", out var after) ? IndexOf(all, after, "after_id") + 1 : 0;
        return new ModelsPage([.. all.Skip(start).Take(limit)], HasMore: all.Count > start + limit);
    }

    private static int IndexOf(IReadOnlyList<CatalogModel> all, string id, string field)
    {
        for (var at = 0; at < all.Count; at++)
            if (all[at].Alias == id) return at;
        throw JsonBody.Invalid($"'{field}' names no model of yours: '{id}'.", field);
    }
}
