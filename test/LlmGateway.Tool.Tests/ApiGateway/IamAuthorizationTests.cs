using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime.Internal.Auth;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class IamAuthorizationTests
{
    [Fact]
    public async Task Signed_by_the_test_credentials_a_call_passes_and_names_its_caller()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await SendAsync(sample, sample.Run.Developer);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var identity = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["requestContext"]!["identity"]!;
        identity["userArn"]!.ToString().Should().Be("arn:aws:iam::123456789012:user/local-developer");
        identity["accountId"]!.ToString().Should().Be("123456789012");
        identity["accessKey"]!.ToString().Should().Be(sample.Run.Developer.AccessKeyId);
    }

    [Fact]
    public async Task A_wrong_secret_gets_AWS_own_words()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await SendAsync(sample, sample.Run.Developer with { SecretAccessKey = "wrong" });
        ((int)response.StatusCode).Should().Be(403);
        response.Headers.GetValues("x-amzn-ErrorType").Should().Equal("InvalidSignatureException");
        (await response.Content.ReadAsStringAsync()).Should().StartWith("""{"message":"The request signature we calculated does not match the signature you provided.""");
    }

    [Fact]
    public async Task An_unknown_key_gets_AWS_own_words()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await SendAsync(sample, sample.Run.Developer with { AccessKeyId = "AKIANOBODY" });
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"message":"The security token included in the request is invalid."}""");
        ((int)response.StatusCode).Should().Be(403);
    }

    [Fact]
    public async Task A_resource_policy_denies_whoever_it_names()
    {
        await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Api")["Policy"] = JsonNode.Parse("""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"},
              {"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/GET/signed"}]}
            """));
        using var denied = await SendAsync(sample, sample.Run.Developer);
        ((int)denied.StatusCode).Should().Be(403);
        (await denied.Content.ReadAsStringAsync()).Should().MatchRegex(
            """^\{"message":"User: arn:aws:iam::123456789012:user/local-developer is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:\*{8}9012:[a-z0-9]{10}/prod/GET/signed with an explicit deny in a resource-based policy"\}$""");
        using var open = await sample.OrderAsync("echo", "{}");
        open.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unsigned_call_needs_the_consent_of_a_resource_policy()
    {
        await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Api")["Policy"] = JsonNode.Parse("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}
            """));
        using var response = await sample.OrderAsync("echo", "{}");
        ((int)response.StatusCode).Should().Be(403);
        (await response.Content.ReadAsStringAsync()).Should().StartWith("""{"message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: """);
    }

    private static async Task<HttpResponseMessage> SendAsync(SampleRun sample, LocalPrincipal signer)
    {
        var url = new Uri(sample.Http.BaseAddress!, "signed?b=2&a=1%202");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var canonical = $"GET\n{url.AbsolutePath}\na=1%202&b=2\nhost:{url.Authority}\nx-amz-date:{stamp}\n\nhost;x-amz-date\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("")))}";
        var signature = AWS4Signer.ComputeSignature(signer.AccessKeyId, signer.SecretAccessKey, "us-east-1", now, "execute-api", "host;x-amz-date", canonical);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("x-amz-date", stamp);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        return await sample.Http.SendAsync(request);
    }
}
