using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Intrinsic functions of values alone, their arguments resolved already.</summary>
internal static class IntrinsicFunctions
{
    /// <exception cref="TemplateException">The function is unknown or was given the wrong things.</exception>
    public static JsonNode? Call(string name, JsonNode? argument, TemplateEnvironment environment, TemplatePlace place) => name switch
    {
        "Fn::Join" when argument is JsonArray { Count: 2 } parts && parts[1] is JsonArray items => string.Join(Text(parts[0]), items.Select(Text)),
        "Fn::Split" when argument is JsonArray { Count: 2 } parts => Strings(Text(parts[1]).Split(Text(parts[0]))),
        "Fn::Select" when argument is JsonArray { Count: 2 } parts && parts[1] is JsonArray items => Select(Text(parts[0]), items, place),
        "Fn::Base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(argument))),
        "Fn::GetAZs" => Strings("abc".Select(zone => (Text(argument) is { Length: > 0 } region ? region : environment.Region) + zone)),
        "Fn::Cidr" when argument is JsonArray { Count: >= 2 } parts => Cidr(parts, place),
        "Fn::Length" when argument is JsonArray items => items.Count,
        "Fn::ToJsonString" => argument?.ToJsonString() ?? "null",
        "Fn::ImportValue" => $"imported-{Text(argument)}",
        "Fn::Join" or "Fn::Split" or "Fn::Select" or "Fn::Cidr" or "Fn::Length" => throw place.Error($"{name} was given operands of the wrong form."),
        _ => throw place.Error($"the local run does not know {name}."),
    };

    private static JsonNode? Select(string index, JsonArray items, TemplatePlace place) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < items.Count
            ? items[at]?.DeepClone()
            : throw place.Error($"Fn::Select asks for item {index} of {items.Count}.");

    private static JsonArray Cidr(JsonArray parts, TemplatePlace place)
    {
        if (!IPNetwork.TryParse(Text(parts[0]), out var block) || block.BaseAddress.GetAddressBytes() is not { Length: 4 } bytes
            || !int.TryParse(Text(parts[1]), out var count) || !int.TryParse(parts.Count > 2 ? Text(parts[2]) : "8", out var hostBits) || hostBits is < 1 or > 31)
            throw place.Error("Fn::Cidr needs an IPv4 block, a count and the bits of a subnet.");
        var first = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return Strings(Enumerable.Range(0, count).Select(index =>
        {
            var address = new byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(address, first + ((uint)index << hostBits));
            return $"{new IPAddress(address)}/{32 - hostBits}";
        }));
    }

    private static JsonArray Strings(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode)item)]);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
