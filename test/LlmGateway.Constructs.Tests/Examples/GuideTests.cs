using System.Text.RegularExpressions;
using Amazon.CDK;
using LlmGateway.Testing;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>Docs that can't rot: their C# compiles and synthesizes, and they know every id.</summary>
public sealed partial class GuideTests
{
    [Theory]
    [InlineData("constructs.md")]
    [InlineData("diagnostics.md")]
    [InlineData("answers.md")]
    [InlineData("websocket.md")]
    [InlineData("sign-in.md")]
    [InlineData("knowledge.md")]
    public void What_the_page_shows_compiles(string page)
    {
        var compiled = Lines(Read("test", "LlmGateway.Constructs.Tests", "Examples", "Guide.cs")).ToHashSet();
        var shown = Blocks().Matches(Read("docs", page)).SelectMany(block => Lines(block.Groups[1].Value)).ToList();
        shown.Should().NotBeEmpty().And.OnlyContain(line => compiled.Contains(line));
    }

    [Fact]
    public void What_compiles_synthesizes()
    {
        var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("guide-").FullName, AnalyticsReporting = false });
        _ = new Guide.Smallest(app);
        _ = new Guide.Capable(app);
        var sockets = new Guide.Sockets(app);
        var knowing = new Guide.Knowing(app);
        var people = new Guide.People(app);
        _ = new Guide.InOtherWords(app);
        var page = new Guide.Page(app);
        var inVpc = new Guide.PageInVpc(app);
        var whole = StackTemplate.Of(app, new Guide.Whole(app));
        whole.All("AWS::CloudWatch::Alarm").Should().ContainSingle();
        whole.Only("AWS::ApiGateway::DomainName")["DomainName"]!.GetValue<string>().Should().Be("llm.example.com");
        StackTemplate.Of(app, knowing).All("AWS::OpenSearchService::Domain").Should().ContainSingle();
        StackTemplate.Of(app, people).All("AWS::Cognito::UserPool").Should().ContainSingle();
        StackTemplate.Of(app, page).All("AWS::CloudFront::Distribution").Should().ContainSingle();
        StackTemplate.Of(app, inVpc).All("AWS::ElasticLoadBalancingV2::LoadBalancer").Should().ContainSingle();
        StackTemplate.Of(app, sockets).All("AWS::ApiGatewayV2::Stage").Should().ContainSingle();
    }

    [Fact]
    public void Each_diagnostic_is_explained_and_no_other()
    {
        var ids = typeof(Diagnostics).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        TableIds().Matches(Read("docs", "diagnostics.md")).Select(row => row.Groups[1].Value).Should().BeEquivalentTo(ids);
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\| `(LlmGateway:\w+)", RegexOptions.Multiline)]
    private static partial Regex TableIds();
}
