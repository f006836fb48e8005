using LlmGateway.Handler.Authorization;

namespace LlmGateway.Handler.Tests.Authorization;

public class VerifiedCallerTests
{
    [Fact]
    public void An_api_key_is_known_by_its_id() =>
        VerifiedCaller.Of(new VerifiedFacts { ApiKeyId = "abc123" }).Subject.Should().Be("key:abc123");

    [Theory]
    [InlineData("arn:aws:sts::123456789012:assumed-role/Caller/session-42", "arn:aws:iam::123456789012:role/Caller")]
    [InlineData("arn:aws-cn:sts::123456789012:assumed-role/Caller/i-0abc", "arn:aws-cn:iam::123456789012:role/Caller")]
    [InlineData("arn:aws:iam::123456789012:user/team/alice", "arn:aws:iam::123456789012:user/team/alice")]
    [InlineData("arn:aws:sts::123456789012:federated-user/bob", "arn:aws:sts::123456789012:federated-user/bob")]
    public void An_iam_caller_is_known_by_role_or_user(string arn, string subject) =>
        VerifiedCaller.Of(new VerifiedFacts { UserArn = arn }).Subject.Should().Be(subject);

    [Fact]
    public void An_authorizer_names_the_person_and_the_models()
    {
        var caller = VerifiedCaller.Of(new VerifiedFacts { PrincipalId = "alice", ApiKeyId = "abc123", Models = "claude, gpt ," });
        caller.Subject.Should().Be("alice");
        caller.Models.Should().Equal("claude", "gpt");
    }

    [Fact]
    public void An_empty_list_of_models_allows_none() =>
        VerifiedCaller.Of(new VerifiedFacts { PrincipalId = "alice", Models = "" }).Models.Should().BeEmpty();

    [Fact]
    public void A_tenant_is_what_the_authorizer_says_and_an_empty_one_is_none()
    {
        VerifiedCaller.Of(new VerifiedFacts { PrincipalId = "alice", Tenant = "acme" }).Tenant.Should().Be("acme");
        VerifiedCaller.Of(new VerifiedFacts { PrincipalId = "alice", Tenant = "" }).Tenant.Should().BeNull();
        VerifiedCaller.Of(new VerifiedFacts { ApiKeyId = "abc123", Tenant = "acme" }).Tenant.Should().BeNull("no authorizer spoke");
    }

    [Fact]
    public void Nobody_is_anonymous() => VerifiedCaller.Of(new VerifiedFacts()).Subject.Should().Be("anonymous");
}
