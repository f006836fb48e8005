using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class JsonSchemaDraft4Tests
{
    private const string Schema = """
        {"type":"object","required":["model","messages"],"additionalProperties":false,
         "definitions":{"message":{"type":"object","required":["role"],"properties":{"role":{"enum":["user","system"]},"content":{"type":["string","null"]}}}},
         "patternProperties":{"^x-":{"type":"string"}},
         "properties":{
           "model":{"type":"string","minLength":1,"maxLength":4,"pattern":"^[a-z]+$"},
           "messages":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/message"}},
           "n":{"type":"integer","minimum":1,"maximum":10,"exclusiveMaximum":true},
           "step":{"multipleOf":0.5},
           "stop":{"oneOf":[{"type":"string"},{"type":"array","uniqueItems":true}]},
           "who":{"anyOf":[{"type":"boolean"},{"not":{"type":"number"}}]}}}
        """;

    [Theory]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":null}]}""")]
    [InlineData("""{"model":"abcd","messages":[{"role":"user","more":1}],"n":9,"step":1.5,"stop":"x","who":true,"x-own":"y"}""")]
    [InlineData("""{"model":"a","messages":[{"role":"system"}],"n":1.0,"stop":["a","b"],"who":"text"}""")]
    public void What_fits_passes(string instance) => Find(instance).Should().BeNull();

    [Theory]
    [InlineData("[]", "#: expected object")]
    [InlineData("""{"model":"a"}""", "#: messages is missing")]
    [InlineData("""{"model":"","messages":[{"role":"user"}]}""", "#/model: is too short or too long")]
    [InlineData("""{"model":"abcde","messages":[{"role":"user"}]}""", "#/model: is too short or too long")]
    [InlineData("""{"model":"A","messages":[{"role":"user"}]}""", "#/model: does not match ^[a-z]+$")]
    [InlineData("""{"model":"a","messages":[]}""", "#/messages: has 0 items")]
    [InlineData("""{"model":"a","messages":[{}]}""", "#/messages/0: role is missing")]
    [InlineData("""{"model":"a","messages":[{"role":"owner"}]}""", "#/messages/0/role: not one of the allowed values")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":1}]}""", "#/messages/0/content: expected string or null")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"n":1.5}""", "#/n: expected integer")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"n":0}""", "#/n: is too small")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"n":10}""", "#/n: is too large")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"step":0.3}""", "#/step: is no multiple of 0.5")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"stop":["a","a"]}""", "#/stop: does not fit exactly one of oneOf")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"who":3}""", "#/who: fits none of anyOf")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"x-own":3}""", "#/x-own: expected string")]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"other":3}""", "#/other: is not allowed")]
    public void What_does_not_fit_is_named(string instance, string problem) => Find(instance).Should().Be(problem);

    private static string? Find(string instance) => new JsonSchemaDraft4((JsonObject)JsonNode.Parse(Schema)!).FindProblem(JsonNode.Parse(instance));
}
