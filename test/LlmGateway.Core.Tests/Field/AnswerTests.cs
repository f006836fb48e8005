using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Odd answers of model servers, on every road: each client protocol, streamed and whole, from a server that streams and from one that does not.</summary>
public sealed class AnswerTests
{
    private static readonly string[] Routes = ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/prompt"];

    private static readonly ModelDocument Tagged = new()
    {
        Alias = "tagged", Upstream = UpstreamKinds.OpenAi, Model = "deepseek-r1-distill", Endpoint = "http://vllm.example/v1",
        Capabilities = new CapabilitiesDocument { ThinkTags = true },
    };

    public static TheoryData<string> Rows => [.. AnswerRow.All.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_client_understands_it(string name)
    {
        var row = AnswerRow.All[name];
        var gateway = new CorpusGateway(Tagged);
        foreach (var route in Routes)
            foreach (var streamed in (bool[])[true, false])
                foreach (var form in (string[])["stream", "whole"])
                {
                    if (!row.Has(form) || (row.Upstream == "converse" && streamed != (form == "stream"))) continue;
                    await CheckAsync(gateway, row, route, streamed, form);
                }
    }

    private static async Task CheckAsync(CorpusGateway gateway, AnswerRow row, string route, bool streamed, string form)
    {
        var road = $"{route}, {(streamed ? "streamed" : "whole")}, from {form}";
        gateway.Script = _ => row.Response(form);
        var outcome = await gateway.RunAsync(route, [], Request(row, route, streamed));

        outcome.Response.Status.Should().Be(200, $"{road}: {outcome.Response.Text}");
        if (IsCopied(row, route) && streamed == (form == "stream"))
        {
            Renamed(outcome.Response.Bytes.ToArray()).Should().Be(Renamed(row.Bytes(form)), road);
            return;
        }
        ClientAnswer answer;
        try
        {
            answer = ClientAnswer.Read(route, streamed, outcome.Response.Text);
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{road}: {outcome.Response.Text}", failure);
        }
        Check(answer, row, route, $"{road}: {outcome.Response.Text}");
    }

    private static void Check(ClientAnswer answer, AnswerRow row, string route, string road)
    {
        var says = row.Says;
        string Said(string member) => says.TryGetProperty(member, out var value) ? value.GetString()! : "";
        answer.Text.ToString().Should().Be(Said("text"), road);
        if (route == "/v1/prompt") return;
        answer.Reasoning.ToString().Should().Be(Said("reasoning"), road);
        if (route == "/v1/messages") answer.Signatures.ToString().Should().Be(Said("signature"), road);
        if (says.TryGetProperty("finish", out var finish)) answer.Finish.Should().Be(finish.GetString(), road);
        if (says.TryGetProperty("input", out var input)) answer.Input.Should().Be(input.GetInt32(), road);
        if (says.TryGetProperty("output", out var output)) answer.Output.Should().Be(output.GetInt32(), road);
        var calls = says.TryGetProperty("calls", out var list) ? list.EnumerateArray().ToArray() : [];
        answer.Calls.Select(call => call.Name).Should().Equal(calls.Select(call => call[0].GetString()), road);
        answer.Calls.Select(call => call.Id).Should().OnlyHaveUniqueItems(road).And.NotContain("", road);
        foreach (var (made, told) in answer.Calls.Zip(calls))
        {
            var cut = route == "/v1/messages" && told.GetArrayLength() > 2 && !road.Contains("streamed", StringComparison.Ordinal) ? told[2] : told[1];
            var arguments = made.Arguments.Length == 0 ? "{}" : made.Arguments.ToString();
            // Cut arguments stay as they are where the protocol has them as text.
            if (cut.ValueKind == JsonValueKind.String) arguments.Should().Be(cut.GetString(), road);
            else JsonNode.DeepEquals(Parse(arguments), Parse(cut.GetRawText())).Should().BeTrue($"{road}: {arguments}");
        }
    }

    private static JsonNode? Parse(string json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 1000 });

    private static bool IsCopied(AnswerRow row, string route) => (row.Upstream, route) is ("openai", "/v1/chat/completions") or ("anthropic", "/v1/messages");

    private static string Renamed(byte[] bytes) => Encoding.Latin1.GetString(bytes).Replace("\"model\":\"m\"", "\"model\":\"server\"", StringComparison.Ordinal)
        .Replace("\"model\":\"anthropic\"", "\"model\":\"server\"", StringComparison.Ordinal).Replace("\"model\":\"tagged\"", "\"model\":\"server\"", StringComparison.Ordinal);

    private static byte[] Request(AnswerRow row, string route, bool streamed) =>
        AnswerQuestion.To(row.Upstream switch { "openai" => row.Tagged ? "tagged" : "server", "anthropic" => "anthropic", _ => "nova" }, route, streamed);
}
