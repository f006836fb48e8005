using LlmGateway.Core.Answers.Near;

namespace LlmGateway.Core.Tests.Answers.Near;

public sealed class UnitVectorTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(256)]
    [InlineData(1_030)]
    public void A_product_is_what_it_is_at_any_length(int length)
    {
        var random = new Random(7);
        var (a, b) = (UnitVector.Of(Some()), UnitVector.Of(Some()));
        UnitVector.Product(a, a).Should().BeApproximately(1, 1e-5f);
        UnitVector.Product(a, b).Should().BeApproximately(a.Zip(b, (one, other) => one * other).Sum(), 1e-5f);
        UnitVector.Product(a, UnitVector.FromBytes(UnitVector.ToBytes(a))).Should().BeApproximately(1, 1e-3f);
        UnitVector.Product(a, [1, 2]).Should().Be(0, "another model made it");

        float[] Some() => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }
}
