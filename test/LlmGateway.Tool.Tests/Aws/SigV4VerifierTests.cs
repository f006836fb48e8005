using System.Text;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Tests.Aws;

public sealed class SigV4VerifierTests
{
    // The worked example of AWS's documentation: key, request and signature are theirs.
    private const string ExampleSignature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    private static readonly DateTimeOffset ExampleTime = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    private static readonly LocalPrincipal Example =
        new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "arn:aws:iam::123456789012:user/example", null);

    [Fact]
    public void The_example_of_the_documentation_is_accepted()
    {
        var verification = Verify(Signed());
        verification.Error.Should().BeNull();
        verification.Principal.Should().Be(Example);
        verification.Authorization!.Region.Should().Be("us-east-1");
        verification.Authorization.Service.Should().Be("iam");
    }

    [Fact]
    public void Order_and_spelling_of_the_query_do_not_matter() =>
        Verify(Signed() with { Target = "/?Version=2010-05-08&Action=%4CistUsers" }).IsAccepted.Should().BeTrue();

    public static TheoryData<string, Func<SignedRequestParts, SignedRequestParts>> Forgeries => new()
    {
        { "another method", parts => parts with { Method = "POST" } },
        { "another path", parts => parts with { Target = "/x?Action=ListUsers&Version=2010-05-08" } },
        { "another query", parts => parts with { Target = "/?Action=DeleteUser&Version=2010-05-08" } },
        { "another body", parts => parts with { Body = "x" } },
        { "another host", parts => parts with { Host = "example.com" } },
        { "another content type", parts => parts with { ContentType = "text/plain" } },
        { "a payload said to be unsigned", parts => parts with { ContentHash = "UNSIGNED-PAYLOAD" } },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void What_was_signed_cannot_be_changed(string change, Func<SignedRequestParts, SignedRequestParts> forge)
    {
        var error = Verify(Build(forge(new SignedRequestParts()))).Error;
        error.Should().NotBeNull(change);
        error!.Code.Should().Be("InvalidSignatureException", change);
        error.Message.Should().StartWith("The request signature we calculated does not match the signature you provided.");
    }

    [Theory]
    [InlineData(301, "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)")]
    [InlineData(-301, "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)")]
    public void A_signature_is_good_for_five_minutes(int seconds, string message)
    {
        Verify(Signed(), ExampleTime.AddSeconds(seconds - Math.Sign(seconds))).IsAccepted.Should().BeTrue();
        Verify(Signed(), ExampleTime.AddSeconds(seconds)).Error.Should().Be(new AwsError(403, "InvalidSignatureException", message));
    }

    [Fact]
    public void A_role_must_show_its_session_token()
    {
        var role = Example with { SessionToken = "token" };
        new SigV4Verifier([role], new FixedTime(ExampleTime)).Verify(Signed()).Error!.Code.Should().Be("UnrecognizedClientException");
        var request = Signed();
        request.Headers["x-amz-security-token"] = "token";
        new SigV4Verifier([role], new FixedTime(ExampleTime)).Verify(request).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void An_unknown_key_is_not_a_client() =>
        new SigV4Verifier([], new FixedTime(ExampleTime)).Verify(Signed()).Error
            .Should().Be(new AwsError(403, "UnrecognizedClientException", "The security token included in the request is invalid."));

    [Fact]
    public void A_signature_for_another_service_is_refused() =>
        new SigV4Verifier([Example], new FixedTime(ExampleTime)).Verify(Signed(), "execute-api").Error!.Message
            .Should().Be("Credential should be scoped to correct service: 'execute-api'. ");

    [Theory]
    [InlineData("", "MissingAuthenticationTokenException", "Missing Authentication Token")]
    [InlineData("Basic abc", "IncompleteSignatureException", "Unsupported AWS 'algorithm': 'Basic'.")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host", "IncompleteSignatureException", "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x", "IncompleteSignatureException", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'")]
    public void A_header_that_is_not_a_signature_is_named(string header, string code, string message)
    {
        var request = Signed();
        request.Headers.Authorization = header;
        var error = Verify(request).Error!;
        error.Code.Should().Be(code);
        error.Message.Should().Be(message);
    }

    private static SigV4Verification Verify(SignedRequest request, DateTimeOffset? now = null) =>
        new SigV4Verifier([Example], new FixedTime(now ?? ExampleTime)).Verify(request);

    private static SignedRequest Signed() => Build(new SignedRequestParts());

    private static SignedRequest Build(SignedRequestParts parts)
    {
        var headers = new HeaderDictionary
        {
            ["Host"] = parts.Host,
            ["Content-Type"] = parts.ContentType,
            ["X-Amz-Date"] = "20150830T123600Z",
            ["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                + $"SignedHeaders=content-type;host;x-amz-date, Signature={ExampleSignature}",
        };
        if (parts.ContentHash is not null) headers["X-Amz-Content-Sha256"] = parts.ContentHash;
        return new SignedRequest(parts.Method, parts.Target, headers, Encoding.UTF8.GetBytes(parts.Body));
    }

    public sealed record SignedRequestParts
    {
        public string Method { get; init; } = "GET";
        public string Target { get; init; } = "/?Action=ListUsers&Version=2010-05-08";
        public string Host { get; init; } = "iam.amazonaws.com";
        public string ContentType { get; init; } = "application/x-www-form-urlencoded; charset=utf-8";
        public string? ContentHash { get; init; }
        public string Body { get; init; } = "";
    }
}
