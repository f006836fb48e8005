using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Upstreams.Tools;

namespace LlmGateway.Core.Tests.Field.Tools;

/// <summary>Schemas as generators write them, and as servers take them: with few words (Nova, servers nobody has heard of) and with all (Claude, GPT).</summary>
public sealed class ToolSchemaTests
{
    private static readonly SchemaWords Few = new(false, false, false, false);
    private static readonly SchemaWords All = new(true, true, true, false);

    [Theory]
    [InlineData("{}", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":null,"properties":null}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","$id":"x","$comment":"c","type":"object","properties":{}}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object","properties":{"a":true,"b":{}}}""", """{"type":"object","properties":{"a":{},"b":{}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object"},"b":{"properties":{}}}}""", """{"type":"object","properties":{"a":{"type":"object","properties":{}},"b":{"type":"object","properties":{}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", """{"type":"object","properties":{"a":{"type":"array","items":{}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"enum":["x","y"]},"b":{"enum":[]},"c":{"const":1}}}""",
        """{"type":"object","properties":{"a":{"type":"string","enum":["x","y"]},"b":{},"c":{"type":"number","const":1}}}""")]
    [InlineData("""{"type":"object","required":[],"properties":{"a":{"type":"number","minimum":0,"exclusiveMinimum":true,"default":null,"required":true}}}""",
        """{"type":"object","properties":{"a":{"type":"number","minimum":0}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"integer","type":"integer"}}}""", """{"type":"object","properties":{"a":{"type":"integer"}}}""")]
    public void What_is_missing_is_added_for_all(string schema, string sent)
    {
        Equal(schema, Few, sent);
        Equal(schema, All, sent);
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"string"}},"required":["b"]}]}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}},"required":["b"]}]}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a","b"]}""")]
    [InlineData("""{"type":"object","properties":{"k":{"type":"string"}},"required":["k"],"oneOf":[{"required":["a"],"properties":{"a":{"type":"string"}}},{"required":["a","b"],"properties":{"b":{"type":"string"}}}]}""",
        """{"type":"object","properties":{"k":{"type":"string"},"a":{"type":"string"},"b":{"type":"string"}},"required":["k","a"]}""")]
    [InlineData("""{"type":["object","null"],"properties":{}}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"string"}""", """{"type":"object","properties":{}}""")]
    public void The_root_is_one_object(string schema, string sent)
    {
        Equal(schema, Few, sent);
        Equal(schema, All, sent);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"p":{"$ref":"#/$defs/P","description":"own"}},"$defs":{"P":{"type":"object","description":"theirs","properties":{"x":{"type":"integer"}}}}}""",
        """{"type":"object","properties":{"p":{"type":"object","description":"own","properties":{"x":{"type":"integer"}}}}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"allOf":[{"$ref":"#/definitions/a~1b"}],"default":1}},"definitions":{"a/b":{"type":"integer"}}}""",
        """{"type":"object","properties":{"p":{"type":"integer","default":1}}}""")]
    [InlineData("""{"type":"object","properties":{"n":{"$ref":"#/$defs/N"}},"$defs":{"N":{"type":"object","properties":{"next":{"$ref":"#/$defs/N"}}}}}""",
        """{"type":"object","properties":{"n":{"type":"object","properties":{"next":{}}}}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"$ref":"https://x.example/p.json"},"q":{"$ref":"#/$defs/none"}}}""", """{"type":"object","properties":{"p":{},"q":{}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}],"description":"d"},"b":{"type":["integer","null"]}}}""",
        """{"type":"object","properties":{"a":{"type":"string","description":"d"},"b":{"type":"integer"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}}}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":[{"type":"string"},{"type":"integer"}]}}}""",
        """{"type":"object","properties":{"a":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","format":"uri"},"b":{"type":"string","format":"regex","description":"A rule."},"c":{"type":"string","format":"date"}}}""",
        """{"type":"object","properties":{"a":{"type":"string","description":"Format: uri."},"b":{"type":"string","description":"A rule. (format: regex)"},"c":{"type":"string","format":"date"}}}""")]
    public void Few_words_say_the_same(string schema, string sent) => Equal(schema, Few, sent);

    [Theory]
    [InlineData("""{"$ref":"#/$defs/P","$defs":{"P":{"type":"object","properties":{"x":{"$ref":"#/$defs/X"}}},"X":{"type":"integer"}}}""",
        """{"type":"object","$defs":{"P":{"type":"object","properties":{"x":{"$ref":"#/$defs/X"}}},"X":{"type":"integer"}},"properties":{"x":{"$ref":"#/$defs/X"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":[{"type":"string"},{"type":"integer"}],"additionalItems":false}}}""",
        """{"type":"object","properties":{"a":{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]},"u":{"type":"string","format":"uri"}}}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]},"u":{"type":"string","format":"uri"}}}""")]
    public void All_words_stay(string schema, string sent) => Equal(schema, All, sent);

    [Fact]
    public void Novas_root_is_plain() => Equal(
        """{"type":"object","title":"t","description":"d","additionalProperties":false,"properties":{"a":{"type":"string","description":"d"}},"required":["a"]}""",
        new SchemaWords(false, false, false, PlainRoot: true),
        """{"type":"object","properties":{"a":{"type":"string","description":"d"}},"required":["a"]}""");

    [Fact]
    public void Definitions_that_name_each_other_end()
    {
        // Each names the next twice: 2 to the 40th of them, if all were written.
        var definitions = string.Join(',', Enumerable.Range(0, 40).Select(at => $$$$"""
            "d{{{{at}}}}":{"type":"object","properties":{"a":{"$ref":"#/$defs/d{{{{at + 1}}}}"},"b":{"$ref":"#/$defs/d{{{{at + 1}}}}"}}}
            """));
        var schema = """{"$ref":"#/$defs/d0","$defs":{""" + definitions + "}}";
        var watch = Stopwatch.StartNew();

        ToolSchema.Of(Encoding.UTF8.GetBytes(schema), Few).Length.Should().BeLessThan(2_000_000);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    private static void Equal(string schema, SchemaWords words, string sent)
    {
        var written = Encoding.UTF8.GetString(ToolSchema.Of(Encoding.UTF8.GetBytes(schema), words).Span);
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(sent)).Should().BeTrue("{0} became {1}", schema, written);
        // What is sent is taken as it is: once more changes nothing.
        Encoding.UTF8.GetString(ToolSchema.Of(Encoding.UTF8.GetBytes(written), words).Span).Should().Be(written);
    }
}
