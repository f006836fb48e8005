using Amazon.CDK;
using LlmGateway.Constructs.Testing;

// jsii is not thread-safe.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Consumer.Tests;

public class SnapshotTests
{
    [Fact]
    public void The_platform_stack_is_the_one_that_was_reviewed() =>
        TemplateSnapshot.Of(new PlatformStack(new App(), "Platform")).ShouldMatch("Platform.template.json");

    [Fact]
    public void Synthesized_twice_it_is_the_same() =>
        TemplateSnapshot.Of(new PlatformStack(new App(), "Platform")).ToString()
            .Should().Be(TemplateSnapshot.Of(new PlatformStack(new App(), "Platform")).ToString());
}
