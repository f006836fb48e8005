using System.Globalization;
using System.Text.Json;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Values of a record as people would write them: the same as the gateway does with records of a table.</summary>
internal static class RecordText
{
    /// <summary>A line a member.</summary>
    /// <param name="record">An object.</param>
    /// <param name="leftOut">Members that are told elsewhere.</param>
    public static string Of(JsonElement record, IReadOnlySet<string> leftOut) =>
        string.Join('\n', record.EnumerateObject().Where(member => !leftOut.Contains(member.Name)).Select(member => $"{member.Name}: {Value(member.Value)}"));

    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Value)),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Name}: {Value(member.Value)}"))),
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    /// <summary>A member's text; null: there is none.</summary>
    public static string? Member(JsonElement record, string? name) =>
        name is not null && record.TryGetProperty(name, out var value) && Value(value) is { Length: > 0 } text ? text : null;
}
