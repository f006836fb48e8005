using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Vectors in the table of the answers.</summary>
internal sealed class TableSemanticStore(int most, Duration refresh) : SemanticStore
{
    private const int MostQuestions = 10_000;

    internal override void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check(property, most is > 0 and <= MostQuestions, $"keeps {most} questions", $"Use 1 to {MostQuestions}: a search reads them all; S3 Vectors and OpenSearch keep more");
        mistakes.Check(property, !refresh.IsUnresolved() && refresh.ToMilliseconds() >= 1000, "refreshes in less than a second", "Use a second or more that is known at synth");
    }

    internal override NearDocument Fill(NearDocument document) => document with { MostQuestions = most, RefreshSeconds = (int)refresh.ToSeconds() };
}
