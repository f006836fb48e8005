using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LlmGateway.Core.Answers.Near;

/// <summary>Vectors of length 1: how near they are is the product of the two. Stored in half precision, which nearness does not feel.</summary>
internal static class UnitVector
{
    private const int BytesEach = 2;

    public static float[] Of(float[] vector)
    {
        var length = MathF.Sqrt(Product(vector, vector));
        return length > 0 ? [.. vector.Select(part => part / length)] : vector;
    }

    /// <summary>Of vectors that are equally long; others have nothing in common: another model made them.</summary>
    public static float Product(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length) return 0;
        var sum = Vector<float>.Zero;
        var a = MemoryMarshal.Cast<float, Vector<float>>(one);
        var b = MemoryMarshal.Cast<float, Vector<float>>(other);
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        var product = Vector.Sum(sum);
        for (var i = a.Length * Vector<float>.Count; i < one.Length; i++) product += one[i] * other[i];
        return product;
    }

    public static byte[] ToBytes(float[] vector)
    {
        var bytes = new byte[vector.Length * BytesEach];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(i * BytesEach), (Half)vector[i]);
        return bytes;
    }

    public static float[] FromBytes(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / BytesEach];
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * BytesEach)..]);
        return vector;
    }
}
