using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Testing;

namespace LlmGateway.Tool.Tests.Serve;

public sealed class ServeTests
{
    private const string Question = """{"model":"quick","messages":[{"role":"user","content":"Hello?"}]}""";

    [Fact]
    public async Task The_npm_client_streams_an_answer()
    {
        await using var gateway = await ServedGateway.StartAsync();
        var result = await NodeModules.RunAsync("openai-client.mjs", [new Uri(gateway.Endpoint, "v1").AbsoluteUri, ServedGateway.Key, "quick", "stream"]);
        result.StandardError.Should().BeEmpty();
        var outcome = JsonNode.Parse(result.StandardOutput)!;
        outcome["text"]!.GetValue<string>().Should().Be("Hello there");
        outcome["usage"]!["total_tokens"]!.GetValue<int>().Should().Be(11);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_native_protocol_is_translated_for_the_model_server(bool stream)
    {
        await using var gateway = await ServedGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/prompt") { Content = new StringContent($$"""{"prompt":"Hello?","stream":{{(stream ? "true" : "false")}}}""") };
        request.Headers.Add("x-api-key", ServedGateway.Key);
        using var response = await gateway.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, body);
        body.Should().Contain("Hello").And.Contain("\"finish_reason\":\"stop\"");
    }

    [Fact]
    public async Task Responses_are_translated_for_a_server_that_speaks_chat_completions_alone()
    {
        await using var gateway = await ServedGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/responses") { Content = new StringContent("""{"model":"quick","input":"Hello?","stream":true}""") };
        request.Headers.Add("x-api-key", ServedGateway.Key);
        using var response = await gateway.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, body);
        body.Should().StartWith("event: response.created\n").And.Contain("\"delta\":\" there\"").And.Contain("event: response.completed\n").And.Contain("\"total_tokens\":11");
    }

    [Fact]
    public async Task A_whole_answer_has_its_length_and_what_it_came_to_is_one_line()
    {
        await using var gateway = await ServedGateway.StartAsync();
        using var response = await gateway.PostAsync(Question);
        response.Content.Headers.ContentLength.Should().Be((await response.Content.ReadAsByteArrayAsync()).Length);
        response.Headers.GetValues("x-llm-gateway-model").Should().Equal("quick");
        await gateway.DisposeAsync();
        gateway.Log.Should().MatchRegex(@"^\S+Z 200 /v1/chat/completions quick key:team-a \d+ ms, 9 \+ 2 tokens [0-9a-f-]{36}\n$");
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + ServedGateway.Key, 200)]
    [InlineData("authorization", "bearer " + ServedGateway.Key, 200)]
    [InlineData("x-api-key", ServedGateway.Key, 200)]
    [InlineData("Authorization", "Bearer " + ServedGateway.Key + "x", 401)]
    [InlineData("Authorization", "Basic " + ServedGateway.Key, 401)]
    [InlineData("x-api-key", "", 401)]
    [InlineData("x-other", ServedGateway.Key, 401)]
    public async Task Who_has_the_key_comes_in(string header, string value, int status)
    {
        await using var gateway = await ServedGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/models");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await gateway.Client.SendAsync(request);
        ((int)response.StatusCode).Should().Be(status);
        if (status == 401) (await ErrorAsync(response))["code"]!.GetValue<string>().Should().Be("invalid_api_key");
    }

    [Fact]
    public async Task Public_by_that_word_lets_in_everybody()
    {
        await using var gateway = await ServedGateway.StartAsync(isPublic: true);
        using var response = await gateway.PostAsync(Question, key: null);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await gateway.DisposeAsync();
        gateway.Log.Should().Contain(" anonymous ");
    }

    [Fact]
    public async Task Access_rules_know_a_caller_by_its_keys_name()
    {
        await using var gateway = await ServedGateway.StartAsync(document => document with { Access = [new AccessDocument { Subject = "key:team-a", Models = ["stall"] }] });
        using var response = await gateway.PostAsync(Question);
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await ErrorAsync(response))["code"]!.GetValue<string>().Should().Be("model_not_allowed");
    }

    [Fact]
    public async Task A_client_that_goes_away_closes_the_upstream_call()
    {
        await using var gateway = await ServedGateway.StartAsync();
        using (var response = await gateway.PostAsync("""{"model":"stall","stream":true,"messages":[{"role":"user","content":"Hello?"}]}"""))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            (await reader.ReadLineAsync()).Should().Contain("Hello");
        }
        await gateway.Models.ClosedAsync("stall");
    }

    [Fact]
    public async Task Stopping_waits_for_answers_that_run()
    {
        var gateway = await ServedGateway.StartAsync(document => document with { Models = [document.Models[0] with { Alias = "meet", Model = "meet" }] });
        var answer = gateway.PostAsync("""{"model":"meet","messages":[{"role":"user","content":"Hello?"}]}""");
        await gateway.Models.ArrivedAsync("meet");
        var stopped = gateway.StopAsync();
        gateway.Models.Go.Release();
        using var response = await answer;
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await stopped;
        await gateway.DisposeAsync();
    }

    [Theory]
    [InlineData(1_000_000, HttpStatusCode.OK)]
    [InlineData(6_400_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_comes_whole_or_is_refused_by_its_size(int length, HttpStatusCode status)
    {
        await using var gateway = await ServedGateway.StartAsync();
        using var response = await gateway.PostAsync($$"""{"model":"quick","messages":[{"role":"user","content":"{{new string('x', length)}}"}]}""");
        response.StatusCode.Should().Be(status);
        if (status == HttpStatusCode.RequestEntityTooLarge) (await ErrorAsync(response))["message"]!.GetValue<string>().Should().Contain("6291456 bytes are the most");
    }

    [Theory]
    [InlineData("v1/models/org/model:1")]
    [InlineData("v1/models/org%2Fmodel%3A1")]
    [InlineData("v1/models/org%2Fmodel:1?x=1")]
    public async Task A_models_id_may_be_encoded_or_not(string path)
    {
        await using var gateway = await ServedGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{gateway.Endpoint}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Add("x-api-key", ServedGateway.Key);
        using var response = await gateway.Client.SendAsync(request);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.GetValue<string>().Should().Be("org/model:1");
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using var gateway = await ServedGateway.StartAsync();
        (await gateway.Client.GetStringAsync(new Uri("health", UriKind.Relative))).Should().Be("""{"status":"ok"}""");
    }

    [Theory]
    [InlineData("https://chat.example.com", true)]
    [InlineData("https://elsewhere.example.com", false)]
    public async Task A_preflight_admits_the_named_origins_alone(string origin, bool admitted)
    {
        await using var gateway = await ServedGateway.StartAsync(document => document with { Cors = new CorsDocument { Origins = ["https://chat.example.com"] } });
        using var request = new HttpRequestMessage(HttpMethod.Options, "v1/chat/completions");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var response = await gateway.Client.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        response.Headers.Contains("Access-Control-Allow-Origin").Should().Be(admitted);
        if (admitted) response.Headers.GetValues("Access-Control-Allow-Headers").Single().Split(',').Should().Contain(["authorization", "content-type", "anthropic-version"]);
    }

    private static async Task<JsonNode> ErrorAsync(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
}
