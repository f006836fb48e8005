using System.Security.Cryptography;
using Amazon.CDK.AWS.Lambda;
using LlmGateway.Constructs.Handler;

namespace LlmGateway.Constructs.Tests.Handlers;

public sealed class HandlerCodeTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("handlers-").FullName;

    [Theory]
    [InlineData(true, "linux-arm64.zip")]
    [InlineData(false, "linux-x64.zip")]
    public void The_packages_native_handler_runs_on_Amazon_Linux(bool arm, string name)
    {
        var handlers = WithNative(name);
        var template = StackTemplate.Of(stack => _ = new LlmRestGateway(stack, "Gateway", Fakes.Props with { Function = new GatewayFunction { Architecture = arm ? Architecture.ARM_64 : Architecture.X86_64 } }, handlers));
        var function = template.Only("AWS::Lambda::Function");
        ((string)function["Runtime"]!).Should().Be("provided.al2023");
        ((string)function["Handler"]!).Should().Be("rest");
        template.Variables.ContainsKey("LLM_GATEWAY_ROLE").Should().BeFalse();
        template.Messages.Should().BeEmpty();
    }

    [Fact]
    public void A_build_from_source_brings_a_portable_handler_for_the_managed_runtime()
    {
        var template = StackTemplate.OfGateway(_ => Fakes.Props);
        var function = template.Only("AWS::Lambda::Function");
        ((string)function["Runtime"]!).Should().Be("dotnet10");
        ((string)function["Handler"]!).Should().Be("LlmGateway.Handler");
        ((string)template.Variables["LLM_GATEWAY_ROLE"]!).Should().Be("rest");
    }

    [Fact]
    public void The_portable_handler_is_whole_and_of_no_machine()
    {
        var files = Directory.GetFiles(Path.Combine(NativeHandlers.OfPackage.Folder, "portable")).Select(Path.GetFileName);
        files.Should().Contain(["LlmGateway.Handler.dll", "LlmGateway.Core.dll", "AWSSDK.Core.dll", "LlmGateway.Handler.deps.json", "LlmGateway.Handler.runtimeconfig.json"])
            .And.NotContain(["LlmGateway.Handler", "LlmGateway.Handler.pdb", "Amazon.CDK.Lib.dll"]);
    }

    [Fact]
    public void Without_any_handler_synthesis_says_where_it_looked() =>
        FluentActions.Invoking(() => HandlerCode.Find(new NativeHandlers(_folder, new Dictionary<string, string>()), Architecture.ARM_64))
            .Should().Throw<InvalidOperationException>().WithMessage($"The gateway's handler is not in {Path.Combine(_folder, "portable")}. Building the app puts it there*");

    private NativeHandlers WithNative(string name)
    {
        var file = Path.Combine(_folder, name);
        using (var zip = System.IO.Compression.ZipFile.Open(file, System.IO.Compression.ZipArchiveMode.Create)) zip.CreateEntry("bootstrap");
        return new NativeHandlers(_folder, new Dictionary<string, string> { [name] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))) });
    }
}
