using LlmGateway.Shared;

namespace LlmGateway.Constructs.Tests.ModelValues;

public sealed class InferenceProfileRegionsTests
{
    private const string EuSix = "eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-3";

    // Rows of AWS's table: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us-east-1", "us-east-1 us-east-2 us-west-2")]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", "ca-central-1", "ca-central-1 us-east-1 us-east-2 us-west-2")]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0", "us-west-2", "us-east-1 us-west-2")]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0", "us-east-2", "us-east-1 us-east-2 us-west-2")]
    [InlineData("us.anthropic.claude-3-5-sonnet-20240620-v1:0", "us-east-2", "us-east-1 us-west-2")]
    [InlineData("us.meta.llama3-2-90b-instruct-v1:0", "us-east-2", "us-east-1 us-east-2 us-west-2")]
    [InlineData("us-gov.anthropic.claude-3-7-sonnet-20250219-v1:0", "us-gov-east-1", "us-gov-east-1 us-gov-west-1")]
    [InlineData("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-gov-east-1", "us-gov-west-1")]
    [InlineData("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-west-3", EuSix)]
    [InlineData("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-west-2", "eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3")]
    [InlineData("eu.anthropic.claude-3-7-sonnet-20250219-v1:0", "eu-west-1", "eu-central-1 eu-north-1 eu-west-1 eu-west-3")]
    [InlineData("eu.amazon.nova-lite-v1:0", "eu-south-2", "eu-central-1 eu-north-1 eu-south-2 eu-west-1 eu-west-3")]
    [InlineData("eu.amazon.nova-lite-v1:0", "il-central-1", "eu-central-1 eu-north-1 eu-south-1 eu-west-1 eu-west-3 il-central-1")]
    [InlineData("apac.anthropic.claude-3-haiku-20240307-v1:0", "ap-south-1", "ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2")]
    [InlineData("apac.anthropic.claude-3-5-sonnet-20241022-v2:0", "ap-south-2", "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2")]
    [InlineData("apac.anthropic.claude-sonnet-4-20250514-v1:0", "ap-southeast-4", "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-4")]
    [InlineData("apac.anthropic.claude-sonnet-4-20250514-v1:0", "ap-southeast-7", "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-7")]
    [InlineData("apac.amazon.nova-lite-v1:0", "ap-northeast-1", "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2")]
    [InlineData("apac.amazon.nova-lite-v1:0", "ap-southeast-3", "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4")]
    [InlineData("apac.amazon.nova-lite-v1:0", "me-central-1", "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 me-central-1")]
    [InlineData("ca.amazon.nova-lite-v1:0", "ca-west-1", "ca-central-1 ca-west-1")]
    [InlineData("jp.anthropic.claude-haiku-4-5-20251001-v1:0", "ap-northeast-3", "ap-northeast-1 ap-northeast-3")]
    [InlineData("au.anthropic.claude-haiku-4-5-20251001-v1:0", "ap-southeast-4", "ap-southeast-2 ap-southeast-4")]
    [InlineData("eu.anthropic.some-model-of-tomorrow", "eu-central-1", EuSix)]
    public void Goes_where_AWS_says(string profile, string source, string regions) =>
        string.Join(' ', InferenceProfileRegions.Reached(profile, source)).Should().Be(regions);

    [Fact]
    public void A_global_profile_may_go_anywhere_but_is_named_without_a_region() =>
        InferenceProfileRegions.Reached("global.anthropic.claude-haiku-4-5-20251001-v1:0", "eu-west-1").Should().Equal("eu-west-1", "");

    [Theory]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("mars.anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("us")]
    [InlineData("")]
    public void Other_ids_are_no_profiles(string id) => InferenceProfileRegions.Split(id).Should().BeNull();
}
