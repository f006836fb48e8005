using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Handler.GitHub;

namespace LlmGateway.Handler.Tests.GitHub;

public sealed class SigningKeysTests
{
    [Fact]
    public void The_key_that_signs_next_is_published_before_and_the_one_before_stays()
    {
        var first = SigningKeys.Rotate(null);
        var second = SigningKeys.Rotate(SigningKeys.Parse(first.ToSecret()));
        var third = SigningKeys.Rotate(second);

        Published(first).Should().HaveCount(2).And.Contain(KeyOf(first));
        Published(first).Should().Contain(KeyOf(second)).And.NotContain(KeyOf(third));
        Published(second).Should().HaveCount(3).And.Contain([KeyOf(first), KeyOf(second), KeyOf(third)]);
        Published(third).Should().Contain(KeyOf(second)).And.NotContain(KeyOf(first));
    }

    [Fact]
    public void What_it_signs_is_verified_by_what_it_publishes()
    {
        var keys = SigningKeys.Rotate(null);
        var token = keys.Sign(json => json.WriteString("sub", "1")).Split('.');
        var key = Set(keys).Single(each => each!["kid"]!.GetValue<string>() == KeyOf(keys))!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key["n"]!.GetValue<string>()), Exponent = Base64Url.DecodeFromChars(key["e"]!.GetValue<string>()) });

        rsa.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).Should().BeTrue();
        key.AsObject().Select(member => member.Key).Should().NotContain("d", "private halves are published nowhere");
    }

    [Theory]
    [InlineData("")]
    [InlineData("random text, as the secret is made")]
    [InlineData("{}")]
    public void A_secret_before_its_first_rotation_holds_none(string text) => SigningKeys.Parse(text).Should().BeNull();

    private static string KeyOf(SigningKeys keys) => JsonNode.Parse(Base64Url.DecodeFromChars(keys.Sign(_ => { }).Split('.')[0]))!["kid"]!.GetValue<string>();

    private static List<string> Published(SigningKeys keys) => [.. Set(keys).Select(key => key!["kid"]!.GetValue<string>())];

    private static JsonArray Set(SigningKeys keys)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            keys.WriteSet(json);
            json.WriteEndObject();
        }
        return JsonNode.Parse(output.ToArray())!["keys"]!.AsArray();
    }
}
