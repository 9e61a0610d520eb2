using System.Text.Json;
using Martin.Testing.Schemas;

namespace Martin.Testing.Tests;

public sealed class JsonSchemaValidatorTests
{
    private static readonly JsonElement Document = JsonElement.Parse("""
        {"components":{"schemas":{
          "Person":{"type":"object","required":["id","email"],"additionalProperties":false,"description":"Someone.","properties":{
            "id":{"type":"string","format":"uuid"},"email":{"type":"string","minLength":3,"maxLength":20},"name":{"type":["null","string"]},
            "born":{"type":"string","format":"date-time"},"age":{"type":"integer","minimum":0,"maximum":130},"kind":{"enum":["friend","foe"]},
            "knows":{"type":"array","items":{"$ref":"#/components/schemas/Person"},"maxItems":2}}},
          "Any":{},
          "One":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Person"}]},
          "Both":{"allOf":[{"$ref":"#/components/schemas/Any"},{"properties":{"code":{"const":"A"}}}]},
          "Odd":{"type":"object","unevaluatedProperties":false}}}}
        """);

    private const string Ana = """ "id":"0190b4a2-7c3e-7d2a-9f10-3b5c6d7e8f90","email":"ana@x" """;

    [Theory]
    [InlineData("Person", "{" + Ana + "}")]
    [InlineData("Person", "{" + Ana + ""","name":null,"age":3,"kind":"foe","born":"2026-11-23T12:00:00Z"}""")]
    [InlineData("Person", "{" + Ana + ""","knows":[{""" + Ana + "}]}")]
    [InlineData("One", "null")]
    [InlineData("Both", """{"code":"A"}""")]
    [InlineData("Any", "[1]")]
    public void What_fits_has_no_problems(string schema, string value) => Assert.Empty(Problems(schema, value));

    [Theory]
    [InlineData("Person", """{"id":"x"}""", "$.email: is missing", "$.id: \"x\" is no uuid")]
    [InlineData("Person", "{" + Ana + ""","more":1}""", "$.more: is not known")]
    [InlineData("Person", "{" + Ana + ""","age":1.5}""", "$.age: is number, not integer")]
    [InlineData("Person", "{" + Ana + ""","age":131}""", "$.age: 131 breaks maximum 130")]
    [InlineData("Person", "{" + Ana + ""","kind":"aunt"}""", "$.kind: is \"aunt\", none of [\"friend\",\"foe\"]")]
    [InlineData("Person", "{" + Ana + ""","born":"2026-11-23"}""", "$.born: \"2026-11-23\" is no date-time")]
    [InlineData("Person", "{" + Ana + ""","knows":[{"id":null}]}""", "$.knows[0].email: is missing", "$.knows[0].id: is null, not string")]
    [InlineData("Both", """{"code":"B"}""", "$.code: is not \"A\"")]
    [InlineData("Odd", "{}", "$: the schema uses unevaluatedProperties, which is not known here")]
    public void What_does_not_fit_is_told_with_its_place(string schema, string value, params string[] expected) => Assert.Equal(expected.Order(), Problems(schema, value).Order());

    private static IReadOnlyList<string> Problems(string schema, string value) =>
        new JsonSchemaValidator(Document).Problems(Document.GetProperty("components").GetProperty("schemas").GetProperty(schema), JsonElement.Parse(value));
}
