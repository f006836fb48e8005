using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Images and documents under wrong labels and in odd base64: each server gets what they are.</summary>
public sealed class SourceTests
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\u001a\n"u8, 0xFB, 0xEF, 0xBE, 0xFF, 1];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 2];
    private static readonly byte[] Webp = [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBPVP8 "u8];

    public static TheoryData<string, string, string> Images => new()
    {
        { "image/jpeg", Convert.ToBase64String(Png), "png" },
        { "image/png", Convert.ToBase64String(Jpeg), "jpeg" },
        { "image/jpg", Convert.ToBase64String(Jpeg), "jpeg" },
        { "IMAGE/PNG", Convert.ToBase64String(Png), "png" },
        { "application/octet-stream", Convert.ToBase64String(Png), "png" },
        { "application/octet-stream", Convert.ToBase64String(Webp), "webp" },
        { "image/png", Convert.ToBase64String(Png).TrimEnd('='), "png" },
        { "image/png", Convert.ToBase64String(Png).Replace('+', '-').Replace('/', '_'), "png" },
        { "image/png", Convert.ToBase64String(Png).Replace('+', '-').Replace('/', '_').TrimEnd('='), "png" },
        { "image/gif", Convert.ToBase64String("GIF89a..."u8), "gif" },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public async Task An_image_is_what_its_bytes_are(string label, string data, string type)
    {
        string[] bodies =
        [
            $$$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:{{{{label}}}};base64,{{{{data}}}}"}}]}]}""",
            $$$$"""{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"{{{{label}}}}","data":"{{{{data}}}}"}}]}]}""",
            $$$$"""{"max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"image","source":{"type":"base64","media_type":"{{{{label}}}}","data":"{{{{data}}}}"}}]}]}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""",
            $$$$"""{"store":false,"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:{{{{label}}}};base64,{{{{data}}}}"}]}]}""",
        ];
        foreach (var (body, route) in bodies.Zip(["/v1/chat/completions", "/v1/messages", "/v1/messages", "/v1/responses"]))
            foreach (var model in new[] { "nova", "claude", "anthropic", "server" })
            {
                if (route == "/v1/chat/completions" && model == "server") continue;
                var outcome = await new CorpusGateway().RunAsync(route, [], Encoding.UTF8.GetBytes($$"""{"model":"{{model}}",{{body[1..]}}"""));

                outcome.Response.Status.Should().Be(200, "{0} {1}: {2}", route, model, outcome.Response.Text);
                var sent = Encoding.UTF8.GetString(outcome.Calls.Single().Body);
                sent.Should().Contain(model == "nova" || sent.Contains("toolConfig", StringComparison.Ordinal) || sent.Contains("inferenceConfig", StringComparison.Ordinal) ? $"\"format\":\"{type}\"" : $"image/{type}", "{0} to {1}", route, model);
                sent.Should().Contain(Plain(data), "{0} to {1}", route, model);
            }
    }

    [Fact]
    public async Task A_document_under_another_label_is_a_document()
    {
        var pdf = Convert.ToBase64String("%PDF-1.7 x"u8);
        var outcome = await new CorpusGateway().RunAsync("/v1/messages", [], Encoding.UTF8.GetBytes(
            $$$$"""{"model":"nova","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"?"},{"type":"document","source":{"type":"base64","media_type":"application/octet-stream","data":"{{{{pdf}}}}"}}]}]}"""));

        JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]![0]!["content"]![1]!["document"]!["format"]!.GetValue<string>().Should().Be("pdf");
    }

    [Theory]
    [InlineData("@@@")]
    [InlineData("A")]
    [InlineData("AQ=ID")]
    public async Task What_is_no_base64_is_refused_where_it_is_read(string data)
    {
        var outcome = await new CorpusGateway().RunAsync("/v1/chat/completions", [], Encoding.UTF8.GetBytes(
            $$$$"""{"model":"nova","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{data}}}}"}}]}]}"""));

        (outcome.Response.Status, outcome.Response.Text.Contains("holds no valid base64", StringComparison.Ordinal)).Should().Be((400, true));
    }

    private static string Plain(string data)
    {
        var text = data.Replace('-', '+').Replace('_', '/');
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }
}
