using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Synthesis;
using LlmGateway.Tool.Local.Template;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.Template;

public sealed class CloudAssemblyTests
{
    [Fact]
    public async Task A_cdk_out_and_a_folder_that_holds_one_are_the_same()
    {
        using var sample = new SampleAssembly();
        foreach (var path in new[] { sample.Folder, sample.Parent })
        {
            var stack = (await AppSource.OpenAsync(path, "", _ => { }, default)).Select(null);
            stack.Name.Should().Be("Sample");
            (stack.Account, stack.Region).Should().Be((null, null));
            stack.Assets.Find("code.zip").Should().Be(Path.Combine(sample.Folder, "code.zip"));
        }
    }

    [Fact]
    public void Of_several_stacks_one_must_be_chosen()
    {
        using var sample = new SampleAssembly(null, "One", "Two");
        var assembly = CloudAssembly.Load(sample.Folder);
        var none = () => assembly.Select(null);
        none.Should().Throw<LocalRunException>().WithMessage($"{sample.Folder} has several stacks; choose one with --stack: One, Two.");
        var wrong = () => assembly.Select("Three");
        wrong.Should().Throw<LocalRunException>().WithMessage($"There is no stack Three in {sample.Folder}; it has One, Two.");
        assembly.Select("Two").Id.Should().Be("Two");
    }

    [Fact]
    public async Task A_folder_with_nothing_to_run_is_told_so()
    {
        using var sample = new SampleAssembly();
        var empty = Directory.CreateDirectory(Path.Combine(sample.Parent, "empty")).FullName;
        var open = () => AppSource.OpenAsync(empty, "", _ => { }, default);
        await open.Should().ThrowAsync<LocalRunException>().WithMessage($"{empty} holds no CDK app*cdk synth*");
        var gone = () => AppSource.OpenAsync(Path.Combine(empty, "x"), "", _ => { }, default);
        await gone.Should().ThrowAsync<LocalRunException>().WithMessage("There is no *; name a CDK app's folder*");
    }
}
