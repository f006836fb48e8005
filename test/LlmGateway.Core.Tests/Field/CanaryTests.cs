using System.Net;
using System.Text;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Field;

/// <summary>A marked prompt, which model servers quote in their errors: nothing that logs are made of has it.</summary>
public sealed class CanaryTests
{
    private const string Canary = "CANARY-7f3a";

    private static readonly string[] Bodies =
    [
        $$$"""{"error":{"message":"Your prompt '{{{Canary}}}' is bad.","type":"invalid_request_error","param":"messages","code":"bad"}}""",
        $$$"""{"error":"{{{Canary}}}"}""",
        $$$"""{"message":"Malformed input: {{{Canary}}}"}""",
        $$$"""{"detail":[{"loc":["body","messages"],"msg":"{{{Canary}}}"}]}""",
        $$$"""{"error":{"message":"{{{Canary}}}: prompt is too long: 9 tokens > 8 maximum","code":"context_length_exceeded"}}""",
        $"<html>{Canary}</html>",
    ];

    public static TheoryData<string, string, int> Refusals
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var route in FieldRoutes.All)
                foreach (var model in CorpusGateway.Upstreams.Keys)
                    foreach (var status in new[] { 200, 400, 401, 403, 404, 413, 422, 429, 500, 503, 529 }) data.Add(route, model, status);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_a_server_quotes_is_not_logged(string route, string model, int status)
    {
        foreach (var body in Bodies)
            foreach (var type in new[] { "ValidationException", "ThrottlingException", "ModelErrorException" })
                foreach (var streamed in new[] { false, true })
                {
                    var gateway = new CorpusGateway { Server = _ => Refusal(body, status, type, streamed) };
                    await gateway.RunAsync(route, [], Question(route, model, streamed));
                    Check(gateway);
                }
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"nova","messages":[{"role":"%","content":"%"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"nova","temperature":"%","messages":[{"role":"user","content":"%"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"%","messages":[{"role":"user","content":"%"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"nova","messages":[{"role":"user","content":"%"}],"tool_choice":"%"}""")]
    [InlineData("/v1/chat/completions", """{"model":"nova","messages":[{"role":"user","content":"%}""")]
    [InlineData("/v1/messages", """{"model":"nova","max_tokens":9,"messages":[{"role":"user","content":[{"type":"%"}]}]}""")]
    [InlineData("/v1/messages", """{"model":"nova","max_tokens":9,"thinking":{"type":"%"},"messages":[{"role":"user","content":"%"}]}""")]
    [InlineData("/v1/responses", """{"model":"nova","store":false,"input":[{"type":"%","text":"%"}]}""")]
    [InlineData("/v1/responses", """{"model":"nova","store":false,"input":"%","reasoning":{"effort":"%"}}""")]
    [InlineData("/v1/prompt", """{"model":"nova","prompt":["%"]}""")]
    [InlineData("/v1/prompt", """{"model":"%","prompt":"%"}""")]
    [InlineData("/v1/%", """{}""")]
    public async Task What_a_caller_got_wrong_is_not_logged(string route, string body)
    {
        var gateway = new CorpusGateway();
        var outcome = await gateway.RunAsync(route.Replace("%", Canary, StringComparison.Ordinal), [], Encoding.UTF8.GetBytes(body.Replace("%", Canary, StringComparison.Ordinal)));

        outcome.Response.Status.Should().BeGreaterThanOrEqualTo(400);
        Check(gateway);
    }

    private static void Check(CorpusGateway gateway)
    {
        var report = gateway.Reports.Should().ContainSingle().Subject;
        // All of the report but the message, which is logged only where the operator wants contents.
        (report with { ErrorMessage = null }).ToString().Should().NotContain(Canary);
        foreach (var failure in gateway.Failures) failure.ToString().Should().NotContain(Canary);
    }

    private static byte[] Question(string route, string model, bool streamed) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(AnswerQuestion.To(model, route, streamed)).Replace("\"Hi\"", $"\"{Canary}\"", StringComparison.Ordinal));

    private static HttpResponseMessage Refusal(string body, int status, string type, bool streamed)
    {
        if (status == 200 && streamed) return body[0] == '{' && body.Contains("error", StringComparison.Ordinal) ? FieldWire.Events(body) : FieldWire.Frames((type, body));
        var response = Wire.Json(body, (HttpStatusCode)status);
        response.Headers.Add("x-amzn-errortype", type);
        return response;
    }
}
