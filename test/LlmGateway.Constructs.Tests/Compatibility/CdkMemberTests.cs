using Amazon.CDK;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs.Tests.Compatibility;

public sealed class CdkMemberTests
{
    [Fact]
    public void A_property_is_set_and_read_by_name()
    {
        var props = new CfnPermissionProps { Action = "lambda:InvokeFunction" }.Set("FunctionName", "f");

        props.FunctionName.Should().Be("f");
        props.Get("FunctionName").Should().Be("f");
        props.Set("FunctionName", null).FunctionName.Should().BeNull();
    }

    [Fact]
    public void A_property_that_the_CDK_lacks_or_types_otherwise_is_named()
    {
        var lacking = () => new LogGroupProps().Set("Colour", "red");
        var otherwise = () => new LogGroupProps().Set("EncryptionKey", "alias/x");

        lacking.Should().Throw<CdkMemberException>().WithMessage("Amazon.CDK.Lib 2.160.0 *'Colour' in Amazon.CDK.AWS.Logs.LogGroupProps*");
        otherwise.Should().Throw<CdkMemberException>().WithMessage("*'EncryptionKey'*");
    }

    [Fact]
    public void Optional_arguments_that_were_added_stay_out() =>
        CdkMember.CallStatic<Later, string>(nameof(Later.Say), "a").Should().Be("a, 7");

    [Fact]
    public void A_constructor_with_added_optional_arguments_is_found() => CdkMember.New<Later>("a").Text.Should().Be("a, 7");

    [Fact]
    public void What_a_called_method_throws_is_thrown_as_it_is()
    {
        var call = () => new Later("a").Call(nameof(Later.Fail));

        call.Should().Throw<InvalidOperationException>().WithMessage("failed");
    }

    [Fact]
    public void An_enum_member_is_found_by_name()
    {
        CdkMember.Named<SslPolicy>("TLS13_RES").Should().Be(SslPolicy.TLS13_RES);
        var none = () => CdkMember.Named<SslPolicy>("TLS_99");
        none.Should().Throw<CdkMemberException>();
    }

    [Theory]
    [InlineData("2.160.0", false)]
    [InlineData("2.277.9", false)]
    [InlineData("2.278.0", true)]
    [InlineData("2.1000.0", true)]
    public void A_CDK_newer_than_the_newest_proven_is_told(string version, bool told) => CdkVersion.IsNewerThanProven(Version.Parse(version)).Should().Be(told);

    [Fact]
    public void The_loaded_version_is_read() => CdkVersion.Loaded.Should().Be(new Version(2, 160, 0));

    private sealed class Later(string text, int number = 7)
    {
        public string Text { get; } = Say(text, number);

        public static string Say(string text, int number = 7) => $"{text}, {number}";

        public void Fail() => throw new InvalidOperationException(Text[..0] + "failed");
    }
}
