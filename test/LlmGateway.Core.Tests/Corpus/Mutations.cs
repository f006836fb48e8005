using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>Damage to a request, as bytes and as JSON: what clients, proxies and attackers send.</summary>
internal static class Mutations
{
    // Deeper than any parser goes: what is sent need not be what is taken.
    private static readonly JsonSerializerOptions Bottomless = new() { MaxDepth = 1_000 };

    private static readonly string[] Splinters =
        ["\"", "null", "{}", "[]", "1e999", "\\ud83d", "\\u0000", ",", "true", "-1", "\"\"", "é", "\0", "}", "]", ":", "9223372036854775808", "\"model\":\"nova\","];

    private static readonly Func<Random, JsonNode?>[] Values =
    [
        _ => null, _ => "", _ => " ", _ => 0, _ => -1, _ => 1e308, _ => true, _ => new JsonArray(), _ => new JsonObject(), _ => "data:,", _ => "http://[::1]/",
        random => random.Next(), random => new string('x', random.Next(2000)), random => Deep(random.Next(70)), _ => "\ud83c\udf0d\u202e\u0007", _ => new JsonArray(null, 1, "x"),
    ];

    public static byte[] Of(JsonObject sound, Random random)
    {
        var body = sound.DeepClone().AsObject();
        for (var times = random.Next(4); times > 0; times--) Change(body, random);
        var bytes = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, Bottomless);
        // Most stay JSON, or the parser alone would be tested.
        return random.Next(4) == 0 ? Splinter(bytes, random) : bytes;
    }

    private static void Change(JsonObject body, Random random)
    {
        List<JsonNode> places = [];
        Collect(body, places);
        switch (places[random.Next(places.Count)])
        {
            case JsonObject { Count: > 0 } member:
                var name = member.ElementAt(random.Next(member.Count)).Key;
                switch (random.Next(4))
                {
                    case 0: member.Remove(name); break;
                    case 1: member[name + "x"] = member[name]?.DeepClone(); break;
                    case 2 when places[random.Next(places.Count)] is { } other: member[name] = other.DeepClone(); break;
                    default: member[name] = Values[random.Next(Values.Length)](random); break;
                }
                break;
            case JsonArray { Count: > 0 } list:
                var at = random.Next(list.Count);
                switch (random.Next(3))
                {
                    case 0: list.RemoveAt(at); break;
                    case 1: list.Insert(at, list[at]?.DeepClone()); break;
                    default: list[at] = Values[random.Next(Values.Length)](random); break;
                }
                break;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        places.Add(node);
        var children = node is JsonObject members ? members.Select(member => member.Value) : node is JsonArray items ? items : [];
        foreach (var child in children)
            if (child is JsonObject or JsonArray) Collect(child, places);
    }

    private static byte[] Splinter(byte[] sound, Random random)
    {
        var at = random.Next(sound.Length);
        return [.. sound[..at], .. Encoding.UTF8.GetBytes(Splinters[random.Next(Splinters.Length)]), .. sound[Math.Min(at + random.Next(6), sound.Length)..]];
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode node = "deep";
        for (var level = 0; level < levels; level++) node = level % 2 == 0 ? new JsonArray(node) : new JsonObject { ["type"] = node };
        return node;
    }
}
