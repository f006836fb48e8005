using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams;

/// <summary>Which cache points of one request reach its upstream.</summary>
internal sealed class CachePoints
{
    /// <summary>Both Bedrock and Anthropic take no more.</summary>
    private const int Most = 4;

    private readonly UpstreamCall _call;
    private readonly Abilities _can;

    // Points of a place that give way, in the order in which providers read a prompt.
    private readonly Dictionary<string, int> _tooMany = new(StringComparer.Ordinal) { [CachePlaces.Tools] = 0, [CachePlaces.System] = 0, [CachePlaces.Messages] = 0 };

    public CachePoints(UpstreamCall call, Abilities can, IReadOnlyList<ToolDefinition> tools, IReadOnlyList<ContentPart> system, List<(ChatRole Role, List<ContentPart> Content)> turns)
    {
        (_call, _can) = (call, can);
        (string Place, int Wanted)[] places =
        [
            (CachePlaces.Tools, tools.Count(tool => tool.CachePoint is not null)),
            (CachePlaces.System, system.Count(part => part is CachePointPart)),
            (CachePlaces.Messages, turns.Sum(turn => turn.Content.Count(part => part is CachePointPart))),
        ];
        var tooMany = Math.Max(places.Sum(place => can.Caches(place.Place) ? place.Wanted : 0) - Most, 0);
        foreach (var (place, wanted) in places)
        {
            if (!can.Caches(place)) continue;
            _tooMany[place] = Math.Min(tooMany, wanted);
            tooMany -= _tooMany[place];
        }
    }

    /// <summary>Whether the next point of a place is written. Of too many the first give way: a later one covers what stands before it.</summary>
    /// <param name="place">One of <see cref="CachePlaces"/>.</param>
    public bool Take(string place)
    {
        if (_can.Caches(place) && _tooMany[place]-- <= 0) return true;
        if (!_call.Dropped.Contains("cache_control")) _call.Dropped.Add("cache_control");
        return false;
    }

    /// <summary>How long it is kept, where the model can be told; null: as the provider likes, which is five minutes.</summary>
    public string? Ttl(CachePointPart point)
    {
        if (point.Ttl is not { } ttl || _can.CacheTtls.Contains(ttl)) return point.Ttl;
        if (ttl != "5m" && !_call.Dropped.Contains("cache_control.ttl")) _call.Dropped.Add("cache_control.ttl");
        return null;
    }
}
