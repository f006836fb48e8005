using Amazon.Runtime;
using LlmGateway.Core.Aws;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Aws;

public sealed class SigV4SignerTests
{
    [Fact]
    public void Signs_as_the_published_test_suite_does()
    {
        // "post-vanilla" of AWS's Signature Version 4 test suite.
        var signer = new SigV4Signer("us-east-1", "service", new FakeTimeProvider(new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/");

        signer.Sign(request, default, new ImmutableCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null));

        request.Headers.GetValues("Authorization").Single().Should().Be(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    [Fact]
    public void Temporary_credentials_sign_their_token()
    {
        var signer = new SigV4Signer("us-east-1", "service", TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/");

        signer.Sign(request, default, new ImmutableCredentials("AKIDEXAMPLE", "secret", "token"));

        request.Headers.GetValues("x-amz-security-token").Single().Should().Be("token");
        request.Headers.GetValues("Authorization").Single().Should().Contain("SignedHeaders=host;x-amz-date;x-amz-security-token,");
    }
}
