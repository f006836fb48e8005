using System.Text;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>
/// Tells which tool call of an answer a delta belongs to. By OpenAI's rules that is its <c>index</c>; there are servers that send none, or 0 for all.
/// A new id, or a new name where there are no ids, begins a new call.
/// </summary>
internal sealed class CallNumbers
{
    private readonly List<NumberedCall> _calls = [];
    private readonly Dictionary<int, NumberedCall> _byIndex = [];
    private readonly Dictionary<string, NumberedCall> _byId = new(StringComparer.Ordinal);

    public IReadOnlyList<NumberedCall> Calls => _calls;

    /// <param name="index">As the server numbers it; null: it does not.</param>
    /// <param name="id">Null: none, or an empty one.</param>
    /// <param name="name">Null: none, or an empty one.</param>
    /// <param name="fromEnd">How many calls follow in the same piece of the answer.</param>
    public NumberedCall Of(int? index, string? id, string? name, int fromEnd)
    {
        var call = Candidate(index, id, name, fromEnd);
        return call is null || IsAnother(call, id, name) ? New(index, id, name) : Same(call, index, id, name);
    }

    /// <summary>A call that certainly is none of those before.</summary>
    public NumberedCall New(int? index, string? id, string? name)
    {
        var call = new NumberedCall { Id = id, Name = name };
        _calls.Add(call);
        if (index is { } number) _byIndex[number] = call;
        if (id is not null) _byId[id] = call;
        return call;
    }

    private NumberedCall Same(NumberedCall call, int? index, string? id, string? name)
    {
        call.Id ??= id;
        call.Name ??= name;
        if (index is { } number) _byIndex[number] = call;
        if (id is not null) _byId.TryAdd(id, call);
        return call;
    }

    private NumberedCall? Candidate(int? index, string? id, string? name, int fromEnd)
    {
        if (index is { } number && _byIndex.TryGetValue(number, out var numbered)) return numbered;
        // An index of its own and a name begin a call, whatever its id.
        if (id is not null && (index is null || name is null) && _byId.TryGetValue(id, out var known)) return known;
        if (index is not null || id is not null || _calls.Count == 0) return null;
        return _calls[Math.Max(_calls.Count - 1 - (name is null ? fromEnd : 0), 0)];
    }

    private static bool IsAnother(NumberedCall call, string? id, string? name)
    {
        if (id is not null && call.Id is not null) return id != call.Id;
        // Servers repeat the name in every piece, or call one tool twice: complete arguments tell.
        return name is not null && call.Name is not null && (name != call.Name || call.Progress.IsComplete);
    }
}

/// <summary>A tool call as far as it has come.</summary>
internal sealed class NumberedCall
{
    /// <summary>From 0 within the answer, in the order in which clients are told of calls; null: not yet told.</summary>
    public int? Number { get; set; }

    public string? Id { get; set; }
    public string? Name { get; set; }

    /// <summary>Arguments that came before the name.</summary>
    public StringBuilder Early { get; } = new();

    public JsonProgress Progress { get; } = new();
}
