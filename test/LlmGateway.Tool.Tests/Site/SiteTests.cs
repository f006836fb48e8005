using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.Site;

public sealed class SiteTests
{
    [Fact]
    public async Task The_page_is_at_the_root_with_the_headers_of_the_template_and_local_addresses_in_them()
    {
        await using var site = await SiteRun.StartAsync();

        using var page = await site.Http.GetAsync("/");

        (await page.Content.ReadAsStringAsync()).Should().Contain("<title>Page</title>");
        page.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        page.Headers.CacheControl!.ToString().Should().Be("no-cache");
        page.Headers.GetValues("Content-Security-Policy").Should().Equal($"default-src 'none'; connect-src 'self' http://{site.Run.Apis.Single().ApiId}.localhost:{site.Run.Endpoint.Port}");
        page.Headers.GetValues("Strict-Transport-Security").Should().Equal("max-age=31536000; includeSubDomains");
        page.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        page.Headers.GetValues("Permissions-Policy").Should().Equal("camera=()");
        site.Run.Page!.ToString().Should().Be($"http://localhost:{site.Run.Endpoint.Port}/");
    }

    [Fact]
    public async Task Files_with_a_hash_in_their_names_are_kept_and_places_inside_the_page_are_the_page()
    {
        await using var site = await SiteRun.StartAsync();

        using var script = await site.Http.GetAsync("/assets/app-1234.js");
        using var place = await site.Http.GetAsync("/c/01J8");
        using var missing = await site.Http.GetAsync("/assets/app-0.js");
        using var head = await site.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        using var post = await site.Http.PostAsync("/", new StringContent(""));

        script.Headers.CacheControl!.ToString().Should().Be("public, max-age=31536000, immutable");
        script.Content.Headers.ContentType!.MediaType.Should().Be("text/javascript");
        (await place.Content.ReadAsStringAsync()).Should().Contain("<title>Page</title>");
        missing.StatusCode.Should().Be(HttpStatusCode.Forbidden, "a file that is missing is no place");
        head.Content.Headers.ContentLength.Should().BePositive();
        post.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("", null)]
    public async Task Files_are_compressed_as_the_behavior_and_its_cache_policy_say_and_the_reader_takes(string accepts, string? expected)
    {
        await using var site = await SiteRun.StartAsync();

        using var style = await GetAsync(site, "/assets/app-1234.css", accepts);
        using var small = await GetAsync(site, "/", accepts);

        style.Content.Headers.ContentEncoding.SingleOrDefault().Should().Be(expected);
        style.Headers.Vary.Should().Equal("Accept-Encoding");
        (await UnpackedAsync(style)).Should().Be(SiteRun.Style);
        small.Content.Headers.ContentEncoding.Should().BeEmpty("less than 1,000 bytes are sent as they are");
    }

    [Theory]
    [InlineData("Compress", "false")]
    [InlineData("CachePolicyId", "\"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\"")]
    public async Task Where_the_template_does_not_say_so_nothing_is_compressed(string member, string value)
    {
        await using var site = await SiteRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Site")["DistributionConfig"]!["DefaultCacheBehavior"]![member] = JsonNode.Parse(value));

        using var style = await GetAsync(site, "/assets/app-1234.css", "gzip, br");

        style.Content.Headers.ContentEncoding.Should().BeEmpty();
    }

    [Fact]
    public async Task The_gateway_is_behind_the_pages_own_origin()
    {
        await using var site = await SiteRun.StartAsync();

        using var health = await site.Http.GetAsync("/prod/health");
        using var order = await site.Http.PostAsync("/prod/echo", new StringContent("{}"));

        (await health.Content.ReadAsStringAsync()).Should().Be("""{"status":"ok"}""");
        health.Headers.Contains("Content-Security-Policy").Should().BeFalse("the gateway's answers are its own");
        order.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_page_is_told_local_addresses_and_the_runs_own_key()
    {
        await using var site = await SiteRun.StartAsync();

        var config = JsonNode.Parse(await site.Http.GetStringAsync("/config.json"))!;

        var port = site.Run.Endpoint.Port;
        config["webSocketUrl"]!.ToString().Should().Be($"ws://{site.Run.Apis.Single().ApiId}.localhost:{port}/prod");
        config["home"]!.ToString().Should().Be($"http://localhost:{port}/");
        config["restUrl"]!.ToString().Should().Be("/prod");
        config["auth"]!["key"]!.ToString().Should().Be(site.Run.ApiKeys.Single(key => key.Name == "first").Value);
    }

    [Fact]
    public async Task Who_wants_to_be_asked_is_asked()
    {
        await using var site = await SiteRun.StartAsync(options: options => options with { PageUser = null });

        JsonNode.Parse(await site.Http.GetStringAsync("/config.json"))!["auth"]!.ToJsonString().Should().Be("""{"type":"apiKey"}""");
    }

    [Fact]
    public async Task A_name_of_somebody_elses_that_leads_here_reads_nothing_of_the_page()
    {
        await using var site = await SiteRun.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/config.json") { Headers = { Host = "evil.example" } };
        using var answer = await site.Http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("apiKey");
    }

    [Fact]
    public async Task A_bucket_that_does_not_let_the_distribution_read_is_closed_here_too()
    {
        await using var site = await SiteRun.StartAsync(template => ((JsonObject)template["Resources"]!).Remove("PagePolicy"));

        using var page = await site.Http.GetAsync("/");

        page.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nothing_of_a_page_is_unknown_but_functions_other_than_ours()
    {
        await using var ours = await SiteRun.StartAsync();
        await using var other = await SiteRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Fallback")["FunctionCode"] = "function handler(event) { return event.request; }");

        ours.Run.Notices.Should().NotContain(notice => notice.Contains("AWS::CloudFront") || notice.Contains("AWS::S3") || notice.Contains("Custom::"));
        other.Run.Notices.Should().ContainSingle(notice => notice.Contains("Fallback") && notice.Contains("does not run here"));
        (await other.Http.GetAsync("/c/01J8")).StatusCode.Should().Be(HttpStatusCode.Forbidden, "the function is not ours, so that its work is not guessed");
    }

    private static Task<HttpResponseMessage> GetAsync(SiteRun site, string path, string accepts)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("accept-encoding", accepts);
        return site.Http.SendAsync(request);
    }

    private static async Task<string> UnpackedAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync();
        using var text = new StreamReader(response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress), "gzip" => new GZipStream(body, CompressionMode.Decompress), _ => body,
        });
        return await text.ReadToEndAsync();
    }
}
