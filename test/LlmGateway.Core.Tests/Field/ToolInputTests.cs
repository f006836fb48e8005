using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Arguments that the token limit cut, at every place.</summary>
public sealed class ToolInputTests
{
    [Theory]
    [InlineData("""{"a":"x","b":[1,{"c":"d"}],"e":true}""")]
    [InlineData("""{ "a" : { "b" : [ "\"q\\", "\ud83d\ude00é" ] , "n" : -1.5e3 } }""")]
    [InlineData("""{"a":[[[["x"]]]],"b":{},"c":[]}""")]
    public void Every_beginning_of_an_object_becomes_one(string json)
    {
        for (var length = 1; length <= json.Length; length++)
        {
            var closed = ToolInput.Of(json[..length]);
            System.Text.Json.Nodes.JsonNode.Parse(closed)!.GetValueKind().Should().Be(System.Text.Json.JsonValueKind.Object, json[..length]);
            // Nothing is made up, but the brackets and quotes that close it.
            closed.TrimEnd('}', ']', '"').Length.Should().BeLessThanOrEqualTo(length);
        }
        ToolInput.Of(json).Should().Be(json);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("  ", "{}")]
    [InlineData("{", "{}")]
    [InlineData("""{"path":"a.txt","content":"hel""", """{"path":"a.txt","content":"hel"}""")]
    [InlineData("""{"a":"x\u00""", """{"a":"x"}""")]
    [InlineData("""{"a":"x\ud83d""", """{"a":"x\ud83d"}""")]
    [InlineData("""{"a":1,"b":tr""", """{"a":1}""")]
    [InlineData("[1,2]", """{"arguments":"[1,2]"}""")]
    [InlineData("oops", """{"arguments":"oops"}""")]
    [InlineData("null", """{"arguments":"null"}""")]
    [InlineData("""{"a":1}{"b":2}""", """{"a":1}""")]
    public void What_is_left_is_an_object(string arguments, string expected) => ToolInput.Of(arguments).Should().Be(expected);
}
