using System.Numerics;

namespace LlmGateway.Tool.Local.Vectors;

/// <summary>How far vectors are from each other.</summary>
internal static class Distance
{
    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = Vector<float>.Zero;
        var at = 0;
        for (; at + Vector<float>.Count <= one.Length; at += Vector<float>.Count) sum += new Vector<float>(one[at..]) * new Vector<float>(other[at..]);
        var total = Vector.Sum(sum);
        for (; at < one.Length; at++) total += one[at] * other[at];
        return total;
    }

    /// <summary>1: the same direction; 0 of a vector that has none.</summary>
    public static float Cosine(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var lengths = MathF.Sqrt(Dot(one, one)) * MathF.Sqrt(Dot(other, other));
        return lengths == 0 ? 0 : Dot(one, other) / lengths;
    }

    /// <summary>The square of the distance.</summary>
    public static float Squared(ReadOnlySpan<float> one, ReadOnlySpan<float> other) => Math.Max(0, Dot(one, one) + Dot(other, other) - (2 * Dot(one, other)));
}
