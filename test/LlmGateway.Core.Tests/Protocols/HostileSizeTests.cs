using System.Text.Json;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Upstreams.Bedrock;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>Sizes at which quadratic work would take minutes: what is asserted is the result, and the bound only ends a run that hangs.</summary>
public sealed class HostileSizeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Marks_on_one_letter_are_ordered_in_n_log_n()
    {
        const int marks = 1_000_000;
        // Above (class 230) before below (class 220): each pair is out of order, and neither composes with q.
        var text = "q" + string.Concat(Enumerable.Repeat("\u0301\u0323", marks / 2));

        var normalized = await Task.Run(() => UnicodeForm.Normalize(text)).WaitAsync(Bound);

        normalized.Should().HaveLength(marks + 1);
        normalized[1..(marks / 2 + 1)].Distinct().Should().Equal('\u0323');
        normalized[(marks / 2 + 1)..].Distinct().Should().Equal('\u0301');
    }

    [Fact]
    public void Equal_classes_keep_their_order() => UnicodeForm.Normalize("q\u0301\u0300\u0323\u0302").Should().Be("q\u0323\u0301\u0300\u0302");

    [Fact]
    public async Task Unknown_fields_are_named_once_in_linear_time()
    {
        const int fields = 400_000;
        using var document = JsonDocument.Parse("1");
        var leftovers = new Leftovers();

        await Task.Run(() =>
        {
            for (var i = 0; i < fields * 2; i++) leftovers.Add($"field{i % fields}", document.RootElement);
        }).WaitAsync(Bound);

        leftovers.Names.Should().HaveCount(fields);
    }

    [Fact]
    public async Task Documents_of_one_name_are_told_apart_in_linear_time()
    {
        const int documents = 100_000;
        var names = new DocumentNames();

        var given = await Task.Run(() => Enumerable.Range(0, documents).Select(_ => names.Of("report")).ToList()).WaitAsync(Bound);

        given.Should().OnlyHaveUniqueItems().And.HaveCount(documents);
        given[..3].Should().Equal("report", "report (2)", "report (3)");
    }

    [Fact]
    public void A_counted_name_that_is_taken_already_is_left_out()
    {
        var names = new DocumentNames();
        new[] { "a (2)", "a", "a", "a" }.Select(names.Of).Should().Equal("a (2)", "a", "a (3)", "a (4)");
    }
}
