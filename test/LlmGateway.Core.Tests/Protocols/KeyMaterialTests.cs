using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Tests.Protocols;

public sealed class KeyMaterialTests
{
    /// <summary>Names and values made of what the text itself is made of.</summary>
    private static readonly string[] Pieces = ["", "a", "b", ":", "1", "1:a", "\n", "a:1\n", "\"", "0:", "2:a:"];

    [Fact]
    public void Different_fields_give_different_texts()
    {
        var random = new Random(7);
        string Piece() => string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < 4_500; i++)
        {
            var fields = Enumerable.Range(0, random.Next(4)).Select(_ => (Name: Piece(), Value: Piece())).ToArray();
            var material = new KeyMaterial();
            foreach (var (name, value) in fields) material.Add(name, value);
            var plain = JsonSerializer.Serialize(fields.Select(field => new[] { field.Name, field.Value }));

            if (known.TryGetValue(material.ToString(), out var before)) before.Should().Be(plain);
            known[material.ToString()] = plain;
        }
        known.Count.Should().BeGreaterThan(1_000);
    }

    [Fact]
    public void A_field_name_cannot_pose_as_another_field()
    {
        var one = new Leftovers();
        one.Add("a:1\nb", JsonDocument.Parse("2").RootElement);
        var two = new Leftovers();
        two.Add("a", JsonDocument.Parse("1").RootElement);
        two.Add("b", JsonDocument.Parse("2").RootElement);

        one.Raw.Should().NotBe(two.Raw);
    }
}
