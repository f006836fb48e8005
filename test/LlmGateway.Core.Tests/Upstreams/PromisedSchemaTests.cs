using System.Text;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Tests.Upstreams;

/// <summary>What answers are held to, as https://platform.claude.com/docs/en/build-with-claude/structured-outputs has it.</summary>
public sealed class PromisedSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{}}""", false)]
    [InlineData("""{"type":["object","null"],"properties":{}}""", false)]
    [InlineData("""{"type":"object","properties":{"n":{"type":"integer","minimum":0}},"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"minimum":{"type":"integer"}},"additionalProperties":false}""", true)]
    [InlineData("""{"type":"string","maxLength":3}""", false)]
    [InlineData("""{"type":"string","format":"date-time"}""", true)]
    [InlineData("""{"type":"string","format":"phone"}""", false)]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":1}""", true)]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":2}""", false)]
    [InlineData("""{"enum":["a",1,null]}""", true)]
    [InlineData("""{"enum":["a",{}]}""", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object","additionalProperties":false}]}""", true)]
    [InlineData("""{"oneOf":[{"type":"string"}]}""", false)]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", true)]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"array","items":{"$ref":"#/$defs/a"}}}}""", false)]
    [InlineData("""{"$ref":"#/$defs/b","$defs":{"a":{"type":"string"}}}""", false)]
    [InlineData("""{"$ref":"https://x.example/schema"}""", false)]
    [InlineData("""{"\ud83d":1}""", false)]
    [InlineData("""{"properties":{"a":true}}""", false)]
    public void It_is_a_part_of_JSON_Schema(string schema, bool includes) => PromisedSchema.Includes(Encoding.UTF8.GetBytes(schema)).Should().Be(includes);
}
