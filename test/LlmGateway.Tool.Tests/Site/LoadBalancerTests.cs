using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Tests.Sample;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tool.Tests.Site;

public sealed class LoadBalancerTests
{
    private const string Password = "Correct-Horse-9";

    [Fact]
    public async Task The_function_behind_it_is_handed_who_is_signed_in()
    {
        await using var run = await StartAsync();
        using var browser = Browser(run);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/session") { Headers = { { "x-amzn-oidc-accesstoken", "forged" } } };
        using var answer = await browser.SendAsync(request);
        var handed = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        handed["requestContext"]!["elb"].Should().NotBeNull();
        handed["path"]!.ToString().Should().Be("/session");
        var claims = run.Run.UserPools.Single().Tokens.Read(handed["headers"]!["x-amzn-oidc-accesstoken"]!.ToString(), TimeProvider.System.GetUtcNow());
        claims!["username"]!.ToString().Should().Be("local", "a header of the client's own is replaced");
        run.Run.Page.Should().NotBeNull();
        run.Run.Notices.Should().NotContain(notice => notice.Contains("ElasticLoadBalancing"));
    }

    [Fact]
    public async Task Who_has_to_sign_in_is_sent_to_Cognito_and_comes_back_to_where_it_was_going()
    {
        await using var run = await StartAsync(options => options with { PageUser = null });
        run.Run.UserPools.Single().Users["ada"] = new PoolUser("ada", isExternal: false) { Password = Password };
        using var browser = Browser(run);

        using var asked = await browser.GetAsync("/c/01J8?x=1");
        asked.StatusCode.Should().Be(HttpStatusCode.Found);
        using var authorize = await browser.GetAsync(asked.Headers.Location);
        var login = authorize.Headers.Location;
        using var code = await browser.PostAsync(login, new FormUrlEncodedContent([KeyValuePair.Create("username", "ada"), KeyValuePair.Create("password", Password)]));
        using var back = await browser.GetAsync(code.Headers.Location);
        back.Headers.Location!.ToString().Should().Be("/c/01J8?x=1");
        using var page = await browser.GetAsync(back.Headers.Location);

        JsonNode.Parse(await page.Content.ReadAsStringAsync())!["path"]!.ToString().Should().Be("/c/01J8");
        using var again = await browser.GetAsync(code.Headers.Location);
        ((int)again.StatusCode).Should().Be(561, "a code and its state are good for one time");
    }

    [Fact]
    public async Task After_the_sessions_length_the_same_cookie_is_asked_to_sign_in_again()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var run = await StartAsync(options => options with { PageUser = null, Time = time });
        run.Run.UserPools.Single().Users["ada"] = new PoolUser("ada", isExternal: false) { Password = Password };
        using var browser = Browser(run);
        using var asked = await browser.GetAsync("/");
        using var authorize = await browser.GetAsync(asked.Headers.Location);
        using var code = await browser.PostAsync(authorize.Headers.Location, new FormUrlEncodedContent([KeyValuePair.Create("username", "ada"), KeyValuePair.Create("password", Password)]));
        using var back = await browser.GetAsync(code.Headers.Location);

        time.Advance(TimeSpan.FromSeconds(3599));
        (await browser.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromSeconds(1));
        (await browser.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_page_of_another_origin_calls_the_API_by_the_address_that_its_CORS_names()
    {
        await using var run = await StartAsync();
        var here = $"http://localhost:{run.Run.Endpoint.Port}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "echo") { Headers = { { "origin", here } }, Content = new StringContent("{}") };
        using var other = new HttpRequestMessage(HttpMethod.Post, "echo") { Headers = { { "origin", "http://evil.example" } }, Content = new StringContent("{}") };

        (await (await run.Http.SendAsync(request)).Content.ReadAsStringAsync()).Should().Contain("\"https://chat.example.com\"");
        (await run.Http.SendAsync(other)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Without_the_templates_permission_the_function_is_not_invoked()
    {
        await using var run = await StartAsync(change: template => ((JsonObject)template["Resources"]!).Remove("TargetPermission"));
        using var browser = Browser(run);

        (await browser.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.BadGateway);
    }

    private static Task<SampleRun> StartAsync(Func<LocalRunOptions, LocalRunOptions>? options = null, Action<JsonObject>? change = null) => SampleRun.StartAsync(template =>
    {
        var resources = (JsonObject)template["Resources"]!;
        foreach (var (id, resource) in JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Site", "balancer-template.json")))!.AsObject()) resources[id] = resource!.DeepClone();
        change?.Invoke(template);
    }, options);

    private static HttpClient Browser(SampleRun run) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = (context, cancellation) => LoopbackNames.ConnectAsync(context, cancellation) }) { BaseAddress = run.Run.Page };
}
